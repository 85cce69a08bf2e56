"""The house rules, checked: who may import whom, and what stays pure."""

import ast
from functools import cache
from pathlib import Path

import pytest

ROOT = Path(__file__).parent.parent

# Rooms of the plan that are not built yet. The day one is, its line here fails: delete the line,
# and the rules that name the room begin to hold for it.
NOT_BUILT_YET = {
    "ops",
    "ops/policy",
    "inference/engine/offload/expert_cache.py",
}

MAY_IMPORT = {  # a folder -> the folders it may look down on
    "config": {"arena", "games", "inference", "ops", "ranking", "lib"},
    "arena": {"inference", "ranking", "lib"},
    "games": {"inference", "ranking", "lib"},
    "inference": {"ops", "lib"},
    "ops": {"lib"},
    "ranking": {"lib"},
    "lib": set(),
}
FRAMEWORKS = {"django", "celery", "channels", "rest_framework", "allauth"}
PURE = [
    "ranking/stats",
    "ranking/counting",
    "ranking/formats",
    "ranking/reading",
    "ranking/categories",
    "ranking/defence",
    "ranking/attack",
    "ranking/lens.py",
    "ranking/charts",
    "ranking/method.py",
    "ranking/methods.py",
    "ranking/match_standings.py",
    "ranking/refit.py",
    "arena/pairing.py",
    "arena/pacing.py",
    "arena/identity_leak.py",
    "games/rules",
    "games/analysis",
    "games/briefs",
    "games/players",
    "games/wording",
    "games/words",
    "games/clocks.py",
    "games/attending/presence.py",
    "games/sealing.py",
    "games/tournaments/formats.py",
    "games/tournaments/schedule.py",
    "games/tournaments/results.py",
    "games/tournaments/standings.py",
    "games/counting.py",
    "games/asking/prompting.py",
    "games/messages.py",
    "inference/wire.py",
    "inference/engine",
    "ops/policy",
    "lib/clock.py",
    "lib/keyed_hash.py",
    "lib/sse.py",
    "lib/jobs/backoff.py",
    "lib/audit/chain.py",
    "config/bootstrap",
    "config/supervisor/restarts.py",
    "config/supervisor/orphans.py",
]
MAY_USE_TORCH = "inference/engine"
WITHOUT_TORCH = [  # the engine's plain-Python half: tested without a GPU
    "inference/engine/api",
    "inference/engine/attention_request.py",
    "inference/engine/config.py",
    "inference/engine/constraint.py",
    "inference/engine/errors.py",
    "inference/engine/facts.py",
    "inference/engine/checkpoint",
    "inference/engine/tokenizer",
    "inference/engine/grammar.py",
    "inference/engine/metrics.py",
    "inference/engine/loading.py",
    "inference/engine/hash_attention/maps.py",
    "inference/engine/hash_attention/needle.py",
    "inference/engine/hash_attention/sampling_budget.py",
    "inference/engine/hash_attention/signatures.py",
    "inference/engine/native",
    "inference/engine/networks.py",
    "inference/engine/runner.py",
    "inference/engine/sampler.py",
    "inference/engine/sequence.py",
    "inference/engine/scheduling",
    "inference/engine/offload/expert_cache.py",
]
SEPARATE_PROCESS = "inference/engine"  # speaks HTTP with the rest and imports none of it
DOORS = {"services", "selectors", "models", "errors"}  # what an app shows to other apps, and:
MORE_DOORS = {
    "lib": None,  # its small capabilities are doors altogether
    "inference": {"wire", "backends", "address_guard", "completion_facts", "route_spec"},
    "ranking": {
        "attack",
        "charts",
        "stats",
        "refit",
        "lens",
        "methods",
        "categories",
        "reading",
        "formats",
    },
}
RISING = ["models", "selectors", "services"]  # each may import what stands before it
DOORS_OF_PEOPLE = {"views", "consumers", "tasks", "jobs", "admin", "urls", "api", "forms"}
LAZY_IMPORTS = "inference/engine/attention"  # heavy optional kernels
NEVER_A_NAME = {"utils", "helpers", "common", "misc", "manager"}
LONGEST_FILE = 400


@cache
def tree(path: Path) -> ast.Module:
    return ast.parse(path.read_text())


def imports(path: Path) -> set[str]:
    """Modules, with the imported names: `from a import b` may mean the module a.b."""
    names = set()
    for node in ast.walk(tree(path)):
        if isinstance(node, ast.Import):
            names |= {alias.name for alias in node.names}
        elif isinstance(node, ast.ImportFrom) and node.module:
            names |= {f"{node.module}.{alias.name}" for alias in node.names}
    return names


def sources(*places: str) -> list[Path]:
    """Every Python file there, migrations apart. A rule that guards nothing fails."""
    paths = [ROOT / place for place in places if place not in NOT_BUILT_YET]
    found = [f for p in paths for f in (p.rglob("*.py") if p.is_dir() else [p])]
    assert found or not paths, f"nothing found at {places}: a rule that guards nothing"
    return [path for path in found if "migrations" not in path.parts]


def modules_of(app: str) -> list[Path]:
    return sources(app)


def place(path: Path) -> str:
    return str(path.relative_to(ROOT))


@pytest.mark.parametrize("room", sorted(NOT_BUILT_YET))
def test_a_room_that_is_built_is_no_longer_excused(room):
    assert not (ROOT / room).exists(), f"{room} is there: delete its line in NOT_BUILT_YET"


@pytest.mark.parametrize("app", MAY_IMPORT)
def test_apps_only_import_downwards(app):
    for path in modules_of(app):
        for name in imports(path):
            target = name.split(".")[0]
            if target in MAY_IMPORT and target != app:
                assert target in MAY_IMPORT[app], f"{place(path)} imports {name}"


@pytest.mark.parametrize("app", [app for app in MAY_IMPORT if app != "config"])
def test_outsiders_use_only_the_doors_of_an_app(app):
    for path in modules_of(app):
        for name in imports(path):
            target, _, rest = name.partition(".")
            if target not in MAY_IMPORT or target == app:
                continue
            doors = MORE_DOORS.get(target, set())
            is_door = doors is None or rest.split(".")[0] in DOORS | doors
            assert is_door, f"{place(path)} goes past the doors of {target}: {name}"
            assert "._" not in name, f"{place(path)} imports a private name: {name}"


@pytest.mark.parametrize("app", MAY_IMPORT)
def test_inside_an_app_models_selectors_and_services_only_look_down(app):
    for path in modules_of(app):
        floor, folder = (path.stem, path.parent)
        if folder.name in RISING:  # a floor of several files
            floor, folder = (folder.name, folder.parent)
        if floor not in RISING:
            continue
        above = set(RISING[RISING.index(floor) + 1 :]) | DOORS_OF_PEOPLE
        package = place(folder).replace("/", ".")
        for name in imports(path):
            inner = name.removeprefix(f"{package}.").split(".")[0]
            is_ours = name.startswith(f"{package}.")
            assert not (is_ours and inner in above), f"{place(path)} looks up to {name}"


@pytest.mark.parametrize("room", PURE)
def test_pure_code_knows_no_framework(room):
    for path in sources(room):
        roots = {name.split(".")[0] for name in imports(path)}
        assert not roots & FRAMEWORKS, f"{place(path)} must not know {roots & FRAMEWORKS}"


def test_torch_stays_in_its_half_of_the_engine():
    outside = [p for p in sources(*MAY_IMPORT) if not p.is_relative_to(ROOT / MAY_USE_TORCH)]
    for path in outside + sources(*WITHOUT_TORCH):
        assert "torch" not in {name.split(".")[0] for name in imports(path)}, place(path)


def test_the_engine_imports_nothing_of_the_site():
    for path in sources(SEPARATE_PROCESS):
        for name in imports(path):
            is_ours = name.split(".")[0] in MAY_IMPORT
            allowed = not is_ours or name.startswith(("inference.engine", "lib.sse", "lib.clock"))
            assert allowed, f"{place(path)} imports {name}"


def test_no_import_hides_inside_a_function():
    for path in sources(*MAY_IMPORT):
        if path.is_relative_to(ROOT / LAZY_IMPORTS):
            continue
        for node in ast.walk(tree(path)):
            if not isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef):
                continue
            hidden = [n for n in ast.walk(node) if isinstance(n, ast.Import | ast.ImportFrom)]
            assert not hidden, f"{place(path)}:{hidden[0].lineno} imports inside {node.name}"


def test_every_module_says_what_it_is_for():
    silent = [
        place(path)
        for path in sources(*MAY_IMPORT)
        if path.read_text().strip() and not ast.get_docstring(tree(path))
    ]
    assert not silent, f"without a docstring: {silent}"


def test_names_and_sizes_stay_within_the_walls():
    for path in sources(*MAY_IMPORT):
        assert path.stem not in NEVER_A_NAME, f"{place(path)} says nothing about what it does"
        num_lines = path.read_text().count("\n")
        assert num_lines <= LONGEST_FILE, f"{place(path)} has {num_lines} lines: build a room"


def test_no_modules_import_each_other_in_a_circle():
    graph = {_module(path): path for path in sources(*MAY_IMPORT)}
    edges = {name: _ours(path, graph) - {name} for name, path in graph.items()}
    done: set[str] = set()

    def walk(name: str, trail: tuple[str, ...]) -> None:
        assert name not in trail, f"a circle: {' -> '.join([*trail, name])}"
        if name not in done:
            for target in edges[name]:
                walk(target, (*trail, name))
            done.add(name)

    for name in graph:
        walk(name, ())


def _module(path: Path) -> str:
    return place(path).removesuffix(".py").removesuffix("/__init__").replace("/", ".")


def _ours(path: Path, graph: dict[str, Path]) -> set[str]:
    """The modules of ours that a file imports; the name behind the last dot may be no module."""
    return {
        name if name in graph else name.rpartition(".")[0] for name in imports(path)
    } & graph.keys()
