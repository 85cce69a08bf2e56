"""Triggers that make the database itself refuse to change or delete an audit event.

A migration that rebuilds the table on SQLite drops them: it must call install() again.
`manage.py verify_audit` says so when they are missing.
"""

from django.db.backends.base.base import BaseDatabaseWrapper

TABLE = "audit_auditevent"
_REFUSAL = "the audit log is append-only"
_SQLITE_INSTALL = [
    f"CREATE TRIGGER audit_refuse_{verb} BEFORE {verb} ON {TABLE}"
    f" BEGIN SELECT RAISE(ABORT, '{_REFUSAL}'); END"
    for verb in ("UPDATE", "DELETE")
]
_SQLITE_REMOVE = [f"DROP TRIGGER IF EXISTS audit_refuse_{verb}" for verb in ("UPDATE", "DELETE")]
_POSTGRESQL_INSTALL = [
    f"""CREATE FUNCTION audit_refuse() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN
        IF TG_OP <> 'TRUNCATE' OR EXISTS (SELECT 1 FROM {TABLE}) THEN
            RAISE EXCEPTION '{_REFUSAL}' USING ERRCODE = 'integrity_constraint_violation';
        END IF;
        RETURN NULL; END $$""",
    f"""CREATE TRIGGER audit_refuse_change BEFORE UPDATE OR DELETE ON {TABLE}
        FOR EACH ROW EXECUTE FUNCTION audit_refuse()""",
    f"""CREATE TRIGGER audit_refuse_truncate BEFORE TRUNCATE ON {TABLE}
        FOR EACH STATEMENT EXECUTE FUNCTION audit_refuse()""",
]
_POSTGRESQL_REMOVE = [
    f"DROP TRIGGER IF EXISTS audit_refuse_change ON {TABLE}",
    f"DROP TRIGGER IF EXISTS audit_refuse_truncate ON {TABLE}",
    "DROP FUNCTION IF EXISTS audit_refuse()",
]
_INSTALLED = {
    "sqlite": "SELECT count(*) FROM sqlite_master WHERE type = 'trigger'"
    " AND name LIKE 'audit_refuse%'",
    "postgresql": "SELECT count(*) FROM pg_trigger WHERE tgname LIKE 'audit_refuse%'"
    " AND tgenabled <> 'D'",
}


def install(connection: BaseDatabaseWrapper) -> None:
    remove(connection)
    sqlite = connection.vendor == "sqlite"
    _execute(connection, _SQLITE_INSTALL if sqlite else _POSTGRESQL_INSTALL)


def remove(connection: BaseDatabaseWrapper) -> None:
    sqlite = connection.vendor == "sqlite"
    _execute(connection, _SQLITE_REMOVE if sqlite else _POSTGRESQL_REMOVE)


def are_installed(connection: BaseDatabaseWrapper) -> bool:
    with connection.cursor() as cursor:
        cursor.execute(_INSTALLED[connection.vendor])
        return cursor.fetchone()[0] == 2


def _execute(connection: BaseDatabaseWrapper, statements: list[str]) -> None:
    with connection.cursor() as cursor:
        for statement in statements:
            cursor.execute(statement)
