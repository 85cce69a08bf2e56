"""Jinja for templates that nobody has read: no reach into Python, and no endless work.

Each rendering has a budget. Loops, calls and every text that is written or joined cost; what could
make a huge value in one stroke (powers, padding, formats) is not there at all.
"""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator
from typing import Any

from jinja2 import Template, nodes, pass_context
from jinja2.exceptions import SecurityError, TemplateRuntimeError
from jinja2.runtime import Context
from jinja2.sandbox import ImmutableSandboxedEnvironment
from jinja2.visitor import NodeTransformer

BUDGET = 2**24  # letters, or half a million turns of a loop; a second of work
STEP = 32  # what a turn of a loop, a call or a look at a value costs, in letters
BUDGET_KEY = " budget"  # no template can write a name with a space
MAX_INDENT = 8
MAX_SOURCE_LETTERS = 2**18
COSTLY_METHODS = {
    *("center", "encode", "expandtabs", "format", "format_map"),
    *("join", "ljust", "rjust", "translate", "zfill"),
}
FILTERS = (
    *("abs", "capitalize", "count", "d", "default", "dictsort", "e", "escape", "first", "float"),
    *("int", "items", "last", "length", "list", "lower", "map", "max", "min", "reject"),
    *("rejectattr", "reverse", "round", "safe", "select", "selectattr", "sort", "sum", "title"),
    *("trim", "unique", "upper"),
)


class TooCostly(TemplateRuntimeError):
    """The budget of one rendering is used up."""


class Budget:
    def __init__(self, num_letters: int) -> None:
        self._num_left = num_letters

    def spend(self, num_letters: int) -> None:
        self._num_left -= num_letters
        if self._num_left < 0:
            raise TooCostly("it works without end")

    def weigh(self, value: object) -> None:
        """Pays for all the text in a value, a part as often as it occurs."""
        self.spend(STEP + (len(value) if isinstance(value, str) else 0))
        if isinstance(value, dict):
            for pair in value.items():
                self.weigh(pair)
        elif isinstance(value, list | tuple):
            for part in value:
                self.weigh(part)


class TemplateSandbox(ImmutableSandboxedEnvironment):
    """Compiles sources with compile_source; render gives a text or raises whatever went wrong."""

    intercepted_binops = frozenset({"+", "*", "**", "%"})

    def __init__(self, **functions: Callable[..., Any]) -> None:
        super().__init__(
            trim_blocks=True, lstrip_blocks=True, extensions=["jinja2.ext.loopcontrols"]
        )
        self.filters = {name: self.filters[name] for name in FILTERS} | {
            "counted": _counted,
            "weighed": _weighed,
            "tojson": _to_json,
            "join": _heavy(self.filters["join"]),
            "string": _heavy(self.filters["string"]),
            "replace": _replace,
        }
        self.globals.pop("lipsum")
        self.globals.update(functions)

    def compile_source(self, source: str) -> Template:
        if len(source) > MAX_SOURCE_LETTERS:
            raise TemplateRuntimeError(f"it has more than {MAX_SOURCE_LETTERS} letters")
        code = self.compile(_Metering().visit(self.parse(source)))
        return self.template_class.from_code(self, code, self.make_globals(None))

    def is_safe_attribute(self, obj: Any, attr: str, value: Any) -> bool:
        costly = isinstance(obj, str) and attr in COSTLY_METHODS
        return not costly and super().is_safe_attribute(obj, attr, value)

    def wrap_str_format(self, value: Any) -> None:
        """No format at all, so nothing to wrap: the check above refuses it."""

    def call(__self, __context: Context, __obj: Any, *args: Any, **kwargs: Any) -> Any:
        _budget(__context).spend(STEP)
        text = getattr(__obj, "__self__", None)
        if isinstance(text, str) and __obj.__name__ == "replace":
            return _replace(__context, text, *args)
        return super().call(__context, __obj, *args, **kwargs)

    def call_binop(self, context: Context, operator: str, left: Any, right: Any) -> Any:
        sizes = [len(side) for side in (left, right) if isinstance(side, str | list | tuple)]
        if operator == "**" or (operator == "%" and sizes):
            raise SecurityError(f"{operator} is not allowed here")
        factors = [side for side in (left, right) if isinstance(side, int)]
        if operator == "*":
            _budget(context).spend(sum(sizes) * max(0, *factors, 0))
            if any(abs(factor) >= 2**64 for factor in factors):
                raise TooCostly("it counts without end")
        else:
            _budget(context).spend(sum(sizes))
        return super().call_binop(context, operator, left, right)


def render(template: Template, **values: Any) -> str:
    return template.render({**values, BUDGET_KEY: Budget(BUDGET)})


class _Metering(NodeTransformer):
    """Puts the meters into a template: before each loop, around each text."""

    def visit_For(self, node: nodes.For) -> nodes.For:
        if node.recursive:
            raise TemplateRuntimeError("it has a recursive loop")
        self.generic_visit(node)
        node.iter = _filtered(node.iter, "counted")
        return node

    def visit_Concat(self, node: nodes.Concat) -> nodes.Expr:
        self.generic_visit(node)
        node.nodes = [_filtered(part, "weighed") for part in node.nodes]
        return node

    def visit_Output(self, node: nodes.Output) -> nodes.Output:
        self.generic_visit(node)
        node.nodes = [_filtered(_expression(part), "weighed") for part in node.nodes]
        return node


def _filtered(node: nodes.Node, name: str) -> nodes.Filter:
    return nodes.Filter(node, name, [], [], None, None, lineno=node.lineno)


def _expression(node: nodes.Expr) -> nodes.Expr:
    """Text between the tags, as a constant: filters want expressions."""
    if isinstance(node, nodes.TemplateData):
        return nodes.Const(node.data, lineno=node.lineno)
    return node


def _budget(context: Context) -> Budget:
    budget: Budget = context.parent[BUDGET_KEY]
    return budget


@pass_context
def _counted(context: Context, items: Any) -> Any:
    budget = _budget(context)
    if hasattr(items, "__len__"):
        budget.spend(STEP * len(items))
        return items
    return _counting(budget, items) if hasattr(items, "__next__") else items


def _counting(budget: Budget, items: Iterator[Any]) -> Iterator[Any]:
    for item in items:
        budget.spend(STEP)
        yield item


@pass_context
def _weighed(context: Context, value: Any) -> Any:
    _budget(context).weigh(value)
    return value


def _heavy(function: Callable[..., Any]) -> Callable[..., Any]:
    """A filter of Jinja's that writes out a whole value."""
    takes_context = hasattr(function, "jinja_pass_arg")

    @pass_context
    def weighed_first(context: Context, value: Any, *args: Any, **kwargs: Any) -> Any:
        value = list(value) if hasattr(value, "__next__") else value
        count = len(value) if hasattr(value, "__len__") else 1
        _budget(context).weigh([value, *args[:1], *kwargs.values()])
        _budget(context).spend(count * sum(len(a) for a in args[:1] if isinstance(a, str)))
        first = [context.eval_ctx] if takes_context else []
        return function(*first, value, *args, **kwargs)

    return weighed_first


@pass_context
def _to_json(
    context: Context,
    value: Any,
    ensure_ascii: bool = False,
    indent: int | None = None,
    separators: tuple[str, str] | None = None,
    sort_keys: bool = False,
) -> str:
    """Plain JSON with transformers' options; Jinja's own is escaped for HTML."""
    _budget(context).weigh([value, separators])
    return json.dumps(
        value,
        ensure_ascii=ensure_ascii,
        indent=None if indent is None else min(int(indent), MAX_INDENT),
        separators=separators,
        sort_keys=sort_keys,
    )


@pass_context
def _replace(context: Context, value: object, old: str, new: str, count: int = -1) -> str:
    text = str(value)
    _budget(context).spend(len(text) + text.count(old) * len(new))
    return text.replace(old, new, count)
