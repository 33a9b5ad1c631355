"""DESIGN.md 2, held by reading the code itself: who may import whom, and what nobody may do."""

import ast
from collections.abc import Iterator
from functools import cache
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parent.parent
# lowest first; desk and config share the top
FLOORS = {
    "forecast": 0,
    "branches": 1,
    "queueapp": 2,
    "breaks": 3,
    "quality": 4,
    "signage": 5,
    "desk": 6,
    "config": 6,
}
PURE, STORED, NOTED, READ, WRITTEN, TIMED, DOOR = range(7)
ROOMS = {
    "rules": PURE,
    "errors": PURE,
    "presets": PURE,
    "playbook": PURE,
    "models": STORED,
    "clock": NOTED,
    "locks": NOTED,
    "events": NOTED,
    "queries": READ,
    # what the public sees: read and worded, never written
    "boards": READ,
    "notices": READ,
    "wording": READ,
    "tickets": READ,
    "build": READ,
    "catalogues": READ,
    "setup": READ,
    # what is drawn or spoken for a screen, never written
    "drawing": READ,
    "sheets": READ,
    "announcer": READ,
    "actions": WRITTEN,
    "timers": TIMED,
    "timetable": TIMED,
}
# fmt: off
DOORS = {
    "admin", "api", "apps", "consumers", "live", "management", "migrations", "pages", "tasks",
    "urls", "views",
}
# fmt: on
# the player of the demo is a client of the doors, like a browser
CLIENTS = {"desk.playing", "desk.demo", "desk.management"}
BANNED_NAMES = {"utils", "helpers", "common", "core", "misc", "handlers", "managers"}
LONGEST_FILE = 400


@cache
def sources() -> tuple[Path, ...]:
    """Every source file of the house's apps."""
    files = (p for app in FLOORS for p in (ROOT / app).rglob("*.py"))
    return tuple(sorted(p for p in files if p.exists()))


def name_of(path: Path) -> str:
    parts = path.relative_to(ROOT).with_suffix("").parts
    return ".".join(parts[:-1] if parts[-1] == "__init__" else parts)


@cache
def tree_of(path: Path) -> ast.Module:
    return ast.parse(path.read_text())


@cache
def modules() -> frozenset[str]:
    return frozenset(name_of(p) for p in sources())


def imports(path: Path) -> Iterator[tuple[int, str]]:
    """Every import of a file, wherever it stands, as line and module of the house."""
    for node in ast.walk(tree_of(path)):
        if isinstance(node, ast.Import):
            yield from ((node.lineno, alias.name) for alias in node.names)
        elif isinstance(node, ast.ImportFrom) and node.module:
            for alias in node.names:
                whole = f"{node.module}.{alias.name}"
                yield node.lineno, whole if whole in modules() else node.module


def edges() -> Iterator[tuple[str, str, str]]:
    """Importing module, imported module of the house, where."""
    for path in sources():
        for line, target in imports(path):
            if target.split(".")[0] in FLOORS:
                yield name_of(path), target, f"{path.relative_to(ROOT)}:{line}"


def app(module: str) -> str:
    return module.split(".")[0]


def room(module: str) -> int:
    """How high in its app a module stands; what is not named is a door."""
    parts = module.split(".")
    if parts[0] == "forecast":
        return PURE
    return ROOMS.get(parts[1], DOOR) if len(parts) > 1 else PURE


def found(offences: Iterator[str]) -> None:
    assert not list(dict.fromkeys(offences))


def test_no_relative_import_hides_where_it_leads() -> None:
    found(
        f"{p.relative_to(ROOT)}:{n.lineno}"
        for p in sources()
        for n in ast.walk(tree_of(p))
        if isinstance(n, ast.ImportFrom) and n.level
    )


def test_every_file_has_a_room() -> None:
    """A file of a new name is a new kind of room: name it here, or give it an old one."""
    known = {*ROOMS, *DOORS}
    found(
        m
        for m in sorted(modules())
        if app(m) in ("branches", "queueapp", "breaks", "quality", "signage")
        and len(m.split(".")) > 1
        and m.split(".")[1] not in known
    )


def test_floors_import_only_downwards() -> None:
    found(
        f"{where} {here} -> {there}"
        for here, there, where in edges()
        if app(here) != app(there)
        and FLOORS[app(there)] >= FLOORS[app(here)]
        and not (app(here) == "config" and app(there) == "desk")
    )


def test_the_forecast_knows_no_django() -> None:
    found(
        f"{p.relative_to(ROOT)}:{line} {target}"
        for p in sources()
        if name_of(p).startswith("forecast")
        for line, target in imports(p)
        if target.split(".")[0]
        not in {
            "collections",
            "copy",
            "dataclasses",
            "datetime",
            "forecast",
            "functools",
            "heapq",
            "itertools",
            "math",
            "numpy",
            "ortools",
            "statistics",
            "typing",
        }
    )


def test_rules_touch_nothing_but_values() -> None:
    """No database, no clock; of Django only TextChoices."""
    for path in sources():
        if room(name_of(path)) != PURE or app(name_of(path)) in ("forecast", "config"):
            continue
        for line, target in imports(path):
            where = f"{path.relative_to(ROOT)}:{line} {target}"
            if target.startswith("django"):
                assert target == "django.db.models", where
            elif target.split(".")[0] in FLOORS:
                assert room(target) == PURE, where
    found(
        f"{p.relative_to(ROOT)}:{n.lineno}"
        for p in sources()
        if room(name_of(p)) == PURE and app(name_of(p)) != "config"
        for n in ast.walk(tree_of(p))
        if isinstance(n, ast.ImportFrom)
        and n.module == "django.db.models"
        and {a.name for a in n.names} != {"TextChoices"}
    )


def test_inside_an_app_rooms_import_only_downwards() -> None:
    """Doors > timers > actions > queries > models > rules."""
    found(
        f"{where} {here} -> {there}"
        for here, there, where in edges()
        if app(here) == app(there) and app(here) != "config" and room(there) > room(here)
    )


def test_queries_write_nothing_and_actions_are_called_by_actions_timers_and_doors() -> None:
    found(
        f"{where} {here} -> {there}"
        for here, there, where in edges()
        if room(there) == WRITTEN and app(there) != "config" and room(here) < WRITTEN
    )


def test_nobody_imports_a_door_of_another_app_except_config() -> None:
    """Of the ground floor's doors the base classes and the feed are shared."""
    shared = {"branches.views", "branches.admin", "branches.live"}
    found(
        f"{where} {here} -> {there}"
        for here, there, where in edges()
        if app(here) not in (app(there), "config")
        and app(there) != "config"
        and app(there) != "forecast"
        and room(there) == DOOR
        and there not in shared
    )


def test_the_public_screens_never_act() -> None:
    """signage imports queries, models and rules of others, never their actions; of the ground
    floor also the base of all views and the clock's round.
    """
    shared = {"branches.views", "branches.timers"}
    found(
        f"{where} {there}"
        for here, there, where in edges()
        if app(here) == "signage" and app(there) != "signage" and room(there) >= WRITTEN
        if there not in shared
    )


@cache
def calls(path: Path) -> tuple[tuple[ast.Call, str], ...]:
    """Every call of a file by name with its dotted name."""
    found = (n for n in ast.walk(tree_of(path)) if isinstance(n, ast.Call))
    named = (n for n in found if isinstance(n.func, (ast.Name, ast.Attribute)))
    return tuple((n, ast.unparse(n.func)) for n in named)


def is_client(module: str) -> bool:
    return any(module == c or module.startswith(f"{c}.") for c in CLIENTS)


CLOCKS = (
    "timezone.now",
    "datetime.now",
    "datetime.utcnow",
    "time.time",
    "date.today",
    "datetime.today",
)


def test_only_the_clock_reads_a_clock() -> None:
    found(
        f"{p.relative_to(ROOT)}:{call.lineno} {name}"
        for p in sources()
        for call, name in calls(p)
        if name.endswith(CLOCKS)
        and name_of(p) != "branches.clock"
        and not name_of(p).startswith("config.runtime")
        and not is_client(name_of(p))
    )


def test_only_doors_ask_what_time_it_is() -> None:
    """Everything below is told: `now` is a keyword."""
    found(
        f"{p.relative_to(ROOT)}:{call.lineno} {name}"
        for p in sources()
        for call, name in calls(p)
        if name in ("clock.now", "clock.real_now")
        and app(name_of(p)) != "config"
        and room(name_of(p)) != DOOR
    )
    found(
        f"{p.relative_to(ROOT)}:{n.lineno}"
        for p in sources()
        for n in ast.walk(tree_of(p))
        if isinstance(n, ast.ImportFrom)
        and n.module == "branches.clock"
        and {a.name for a in n.names} & {"now", "real_now"}
    )


def test_every_verb_is_told_the_time_by_name() -> None:
    """A verb that has a `now` takes it as a required keyword, but the one that moves the clock."""
    for path in sources():
        if room(name_of(path)) != WRITTEN or app(name_of(path)) == "config":
            continue
        for node in tree_of(path).body:
            if isinstance(node, ast.FunctionDef) and _is_verb(node) and node.name != "set_clock":
                names = [a.arg for a in node.args.kwonlyargs]
                where = f"{path.relative_to(ROOT)}:{node.lineno} {node.name}"
                assert "now" not in [a.arg for a in node.args.args], where
                if "now" in names:
                    assert node.args.kw_defaults[names.index("now")] is None, where


def _is_verb(node: ast.FunctionDef) -> bool:
    return any("transaction.atomic" in ast.unparse(d) for d in node.decorator_list)


def test_a_transaction_begins_in_an_action_never_in_a_door() -> None:
    """DESIGN.md 6; the timers commit once per branch."""
    found(
        f"{p.relative_to(ROOT)}:{n.lineno}"
        for p in sources()
        if room(name_of(p)) == DOOR or app(name_of(p)) == "config"
        for n in ast.walk(tree_of(p))
        if isinstance(n, ast.Attribute) and ast.unparse(n) == "transaction.atomic"
    )


def test_only_the_events_tell_the_groups() -> None:
    found(
        f"{p.relative_to(ROOT)}:{call.lineno}"
        for p in sources()
        for call, name in calls(p)
        if name.endswith("group_send") and name_of(p) != "branches.events"
    )


def test_nobody_listens_to_django_signals() -> None:
    found(
        f"{p.relative_to(ROOT)}:{line} {target}"
        for p in sources()
        for line, target in imports(p)
        if "signals" in target or target == "django.dispatch"
    )


# rows that are new when they are saved, and an image; file, and the name of what is saved
NEW_ROWS = {
    ("breaks/actions/moves.py", "break_"),
    ("breaks/actions/plan/drafts.py", "break_"),
    ("breaks/actions/relief.py", "relief"),
    ("breaks/actions/unplanned.py", "break_"),
    ("signage/actions/playlists.py", "upright"),
    ("signage/drawing/codes.py", "code"),
    ("signage/drawing/sign_image.py", "image"),
}


def test_an_existing_row_is_saved_by_its_fields() -> None:
    """`save()` of a whole row would undo what another verb wrote meanwhile."""
    found(
        f"{p.relative_to(ROOT)}:{call.lineno} {name}"
        for p in sources()
        for call, name in calls(p)
        if name.endswith(".save")
        and not any(k.arg == "update_fields" for k in call.keywords)
        and (str(p.relative_to(ROOT)), name.removesuffix(".save")) not in NEW_ROWS
    )


@pytest.mark.parametrize(
    ("folder", "only"),
    [("queueapp", "queueapp/actions/moves.py"), ("breaks", "breaks/actions/moves.py")],
)
def test_one_place_alone_writes_a_status(folder: str, only: str) -> None:
    """DESIGN.md 4."""
    found(
        f"{p.relative_to(ROOT)}:{n.lineno} {ast.unparse(target)}"
        for p in sources()
        if app(name_of(p)) == folder and str(p.relative_to(ROOT)) != only
        for n in ast.walk(tree_of(p))
        if isinstance(n, ast.Assign)
        for target in n.targets
        if isinstance(target, ast.Attribute) and target.attr == "state"
    )


def test_no_file_is_too_long_to_read() -> None:
    files = [*sources(), *(ROOT / "tests").rglob("*.py"), *(ROOT / "script").iterdir()]
    scripts = (p for app in FLOORS for p in (ROOT / app).glob("static/**/*.js"))
    own = [p for p in scripts if "vendor" not in p.parts]
    found(
        f"{p.relative_to(ROOT)} has {lines} lines"
        for p in [*files, *own]
        if p.is_file() and (lines := len(p.read_text().splitlines())) > LONGEST_FILE
    )


def test_no_file_is_called_after_nothing() -> None:
    found(
        str(p.relative_to(ROOT))
        for p in [*sources(), *(ROOT / "tests").rglob("*.py")]
        if {p.stem, p.parent.name} & BANNED_NAMES
    )
