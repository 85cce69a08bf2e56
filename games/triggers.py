"""Triggers by which the database itself keeps what is over, and every event, as it is.

A migration that rebuilds one of the tables on SQLite drops them: it must call install() again.
"""

from django.db.backends.base.base import BaseDatabaseWrapper

_OVER = "OLD.status IN ('finished', 'abandoned', 'void')"
_CHANGED = "(NEW.status <> OLD.status OR NEW.ending <> OLD.ending OR NEW.seq <> OLD.seq)"
_SQLITE = [
    "DROP TRIGGER IF EXISTS games_match_over",
    "DROP TRIGGER IF EXISTS games_event_kept",
    f"CREATE TRIGGER games_match_over BEFORE UPDATE ON games_match WHEN {_OVER} AND {_CHANGED}"
    " BEGIN SELECT RAISE(ABORT, 'a match that is over stays as it is'); END",
    "CREATE TRIGGER games_event_kept BEFORE UPDATE ON games_matchevent"
    " BEGIN SELECT RAISE(ABORT, 'an event stays as it is'); END",
]
_POSTGRESQL = [
    """CREATE OR REPLACE FUNCTION games_refuse() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN
        RAISE EXCEPTION '%', TG_ARGV[0] USING ERRCODE = 'integrity_constraint_violation';
        END $$""",
    "DROP TRIGGER IF EXISTS games_match_over ON games_match",
    "DROP TRIGGER IF EXISTS games_event_kept ON games_matchevent",
    f"CREATE TRIGGER games_match_over BEFORE UPDATE ON games_match FOR EACH ROW"
    f" WHEN ({_OVER} AND {_CHANGED})"
    " EXECUTE FUNCTION games_refuse('a match that is over stays as it is')",
    "CREATE TRIGGER games_event_kept BEFORE UPDATE ON games_matchevent FOR EACH ROW"
    " EXECUTE FUNCTION games_refuse('an event stays as it is')",
]


def install(connection: BaseDatabaseWrapper) -> None:
    with connection.cursor() as cursor:
        for statement in _SQLITE if connection.vendor == "sqlite" else _POSTGRESQL:
            cursor.execute(statement)
