"""What the database counts by itself, so that rows need not travel."""

from typing import Any

from django.db.backends.base.base import BaseDatabaseWrapper
from django.db.models import BooleanField, CharField, ExpressionWrapper, Func, Q, QuerySet


def flag(condition: Q) -> ExpressionWrapper:
    """A condition as a column."""
    return ExpressionWrapper(condition, output_field=BooleanField())


def median_of(rows: QuerySet[Any], column: str) -> Any:
    """Of a column or annotation that can be added and halved; None without rows."""
    num = rows.count()
    if num == 0:
        return None
    ordered = rows.order_by(column).values_list(column, flat=True)
    middle = list(ordered[(num - 1) // 2 : num // 2 + 1])
    return (middle[0] + middle[-1]) / 2


class WrittenUuid(Func):
    """A column of UUIDs as they are written, in groups; SQLite keeps them without."""

    template = "CAST(%(expressions)s AS varchar)"
    output_field = CharField()

    def as_sqlite(
        self, compiler: Any, connection: BaseDatabaseWrapper, **context: Any
    ) -> tuple[str, Any]:
        groups = ((1, 8), (9, 4), (13, 4), (17, 4), (21, 12))
        pieces = (f"substr(%(expressions)s, {first}, {length})" for first, length in groups)
        template = "(" + " || '-' || ".join(pieces) + ")"
        return self.as_sql(compiler, connection, template=template, **context)
