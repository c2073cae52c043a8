"""Every move of a message's state that was committed, noted by the database itself; and which are legal."""

from collections import Counter

from django.db import connection

from notifications.models import messages as m

_TABLE = "CREATE TABLE fault_move (message_id bigint, old varchar(15), new varchar(15))"
_NOTE = "INSERT INTO fault_move VALUES (NEW.id, OLD.state, NEW.state);"
_POSTGRES = (
    f"CREATE FUNCTION fault_note() RETURNS trigger LANGUAGE plpgsql AS $$BEGIN {_NOTE} RETURN NULL; END$$",
    """CREATE TRIGGER fault_note AFTER UPDATE ON notifications_message FOR EACH ROW
       WHEN (OLD.state <> NEW.state) EXECUTE FUNCTION fault_note()""",
)
_SQLITE = (
    f"""CREATE TRIGGER fault_note AFTER UPDATE ON notifications_message
        WHEN OLD.state <> NEW.state BEGIN {_NOTE} END""",
)
# What workers may do. What providers and people say later moves a message too (`learn`, `resolve`).
LEGAL = frozenset(
    {
        (m.QUEUED, m.CLAIMED),
        (m.QUEUED, m.WITHDRAWN),
        (m.QUEUED, m.MISSED),
        (m.CLAIMED, m.SENDING),
        (m.CLAIMED, m.QUEUED),
        (m.CLAIMED, m.MISSED),
        (m.CLAIMED, m.WITHDRAWN),
        (m.CLAIMED, m.SUPPRESSED),
        (m.CLAIMED, m.FAILED),
        (m.CLAIMED, m.UNKNOWN),  # it waited for its repetition
        (m.QUEUED, m.UNKNOWN),
        (m.SENDING, m.SENT),
        (m.SENDING, m.QUEUED),
        (m.SENDING, m.FAILED),
        (m.SENDING, m.UNKNOWN),
        (m.WITHDRAWN, m.QUEUED),
        (m.MISSED, m.QUEUED),
    }
)


def watch() -> None:
    """From now on every move is noted, in the transaction that makes it."""
    with connection.cursor() as cursor:
        for statement in (_TABLE, *(_POSTGRES if connection.vendor == "postgresql" else _SQLITE)):
            cursor.execute(statement)


def made() -> Counter[tuple[str, str]]:
    """How often each move was committed."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT old, new, count(*) FROM fault_move GROUP BY old, new")
        return Counter({(old, new): count for old, new, count in cursor.fetchall()})


def illegal() -> list[str]:
    """The moves nobody may make, as `old → new ×count`."""
    return [f"{old} → {new} ×{n}" for (old, new), n in sorted(made().items()) if (old, new) not in LEGAL]
