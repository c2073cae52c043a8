# The words of this repository. Each works from a fresh clone with python3, pip and make.

PYTHON ?= python3
PORT ?= 8000
DEMO ?= yes
ARGS ?=
PY := .venv/bin/python

# A Python named by hand is used or refused; without one a suitable python3.x is looked for.
ifneq ($(filter command line environment,$(origin PYTHON)),)
export KABAR_PYTHON_CHOSEN := 1
endif

FIND_PYTHON = command -v "$(PYTHON)" >/dev/null || { echo "There is no $(PYTHON) here; Kabar needs Python 3.11, 3.12 or 3.13." >&2; exit 1; }

.DEFAULT_GOAL := help
.PHONY: help run setup test test-postgres test-sqlite check format messages bench faults screens

help: ## show these words
	@awk -F ':.*## ' '/^[a-z-]+:.*## / {printf "  make %-14s %s\n", $$1, $$2}' Makefile

run: ## start Kabar with demo data (PORT=8000, DEMO=no for an empty one)
	@$(FIND_PYTHON); exec "$(PYTHON)" bin/bootstrap.py run --port "$(PORT)" --demo "$(DEMO)" --follow-parent

setup: ## install everything that running, testing and checking need
	@$(FIND_PYTHON); exec "$(PYTHON)" bin/bootstrap.py setup

test: setup ## all tests on PostgreSQL, then the database tests on SQLite
	@status=0; $(MAKE) --no-print-directory test-postgres || status=$$?; \
	 $(MAKE) --no-print-directory test-sqlite || status=$$?; exit $$status

test-postgres: setup
	$(PY) -m pytest -n 2 --dist loadfile --db postgres $(ARGS)

test-sqlite: setup
	$(PY) -m pytest -n 2 --dist loadfile --db sqlite $(ARGS)

check: setup ## lint, types, import contracts, templates, migrations, translations
	$(PY) -m ruff check .
	$(PY) -m ruff format --check .
	.venv/bin/lint-imports
	$(PY) -m mypy
	$(PY) -m djlint --check --lint templates
	DJANGO_SETTINGS_MODULE=kabar.settings.dev $(PY) manage.py makemigrations --check --dry-run
	$(PY) bin/check_messages.py

format: setup ## put code and templates into the one format
	$(PY) -m ruff check --fix .
	$(PY) -m ruff format .
	$(PY) -m djlint --reformat --quiet templates

messages: setup ## collect the sentences to translate and compile the translations (needs gettext)
	$(PY) bin/check_messages.py --update

bench: setup ## measure decisions, calendars, queueing, mail and sweeps beside their peers (ARGS="mail" for one)
	$(PY) -m benchmarks $(ARGS)

faults: setup ## kill workers, broker and database during deliveries, and count the mails (ARGS="E1 --short")
	$(PY) -m tests.faults $(ARGS)

screens: setup ## take pictures of the pages of a running Kabar (PORT) into docs/screens; ONLY="letter review" for some
	$(PY) -m tests.screens --base http://127.0.0.1:$(PORT) $(if $(ONLY),--only $(ONLY))
