"""Logs: one line per event, JSON in production, readable on a developer's screen; nobody's data.

Every logger of the process, ours and the libraries', ends in the one handler below, whose formatter
adds what is known about the moment (request, task, message) and takes personal data out. A message is
named by its number, a person not at all; kabar.audit alone names the operator, by number too.
"""

from typing import Any

import structlog
from django.core.exceptions import ImproperlyConfigured
from structlog.types import EventDict, Processor, WrappedLogger

from kabar.redaction import scrub_fields

FORMATS = ("json", "lines")
LEVELS = ("DEBUG", "INFO", "WARNING", "ERROR")
# What callers may add by extra={…}; anything else, such as a whole request, stays out.
EXTRAS = ("status_code",)

_BEFORE: list[Processor] = [
    structlog.contextvars.merge_contextvars,
    structlog.stdlib.add_log_level,
    structlog.stdlib.add_logger_name,
    structlog.stdlib.ExtraAdder(allow=EXTRAS),
    structlog.processors.TimeStamper(fmt="iso", utc=True),
    structlog.processors.StackInfoRenderer(),
]


def without_personal_data(_logger: WrappedLogger, _method: str, event: EventDict) -> EventDict:
    """The last processor before the line is written; the traceback is text by now."""
    return scrub_fields(event)


def formatter(kind: str) -> structlog.stdlib.ProcessorFormatter:
    """The formatter of every handler: `kind` is json or lines."""
    renderer: Processor
    if kind == "json":
        renderer = structlog.processors.JSONRenderer(ensure_ascii=False)
    else:
        # Its own tracebacks would show the values of local variables.
        renderer = structlog.dev.ConsoleRenderer(
            colors=False, exception_formatter=structlog.dev.plain_traceback
        )
    return structlog.stdlib.ProcessorFormatter(
        foreign_pre_chain=_BEFORE,
        processors=[
            structlog.stdlib.ProcessorFormatter.remove_processors_meta,
            structlog.processors.format_exc_info,
            without_personal_data,
            renderer,
        ],
    )


def logging_settings(kind: str, level: str) -> dict[str, Any]:
    """Django's LOGGING, and structlog set up to end in it. Raises ImproperlyConfigured."""
    if kind not in FORMATS:
        raise ImproperlyConfigured(f"KABAR_LOG_FORMAT must be json or lines, not {kind!r}.")
    if level not in LEVELS:
        raise ImproperlyConfigured(f"KABAR_LOG_LEVEL must be one of {', '.join(LEVELS)}, not {level!r}.")
    structlog.configure(
        processors=[
            *_BEFORE,
            structlog.stdlib.PositionalArgumentsFormatter(),
            structlog.stdlib.ProcessorFormatter.wrap_for_formatter,
        ],
        logger_factory=structlog.stdlib.LoggerFactory(),
        wrapper_class=structlog.stdlib.BoundLogger,
    )
    return {
        "version": 1,
        "disable_existing_loggers": False,
        "formatters": {"kabar": {"()": "kabar.logs.formatter", "kind": kind}},
        "handlers": {"console": {"class": "logging.StreamHandler", "formatter": "kabar"}},
        "root": {"handlers": ["console"], "level": level},
        # Django's own handlers would write (or mail) beside ours, with everything in it.
        "loggers": {
            "django": {"handlers": [], "level": "INFO", "propagate": True},
            "django.server": {"handlers": [], "level": "INFO", "propagate": True},
        },
    }
