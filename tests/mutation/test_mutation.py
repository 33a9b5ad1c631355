"""The mutation check itself: which changes it makes, and that it tells killed from surviving."""

import ast
import json
import os
import subprocess
import sys

import pytest

from tests.mutation.choosing import ROOT, judges_of
from tests.mutation.mutants import mutants_of

SAMPLE = "tests/mutation/sample"


def changed(source: str) -> list[str]:
    """The source as each mutant has it, with one change at a time."""
    count = len(list(mutants_of(ast.parse(source))))
    found = []
    for n in range(count):
        tree = ast.parse(source)
        list(mutants_of(tree))[n].apply()
        compile(tree, "sample", "exec")
        found.append(ast.unparse(tree))
    return found


@pytest.mark.parametrize(
    ("source", "mutants"),
    [
        ("a < b", ["a <= b", "a >= b"]),
        ("a <= b < c", ["a < b < c", "a > b < c", "a <= b <= c", "a <= b >= c"]),
        ("a > b", ["a >= b", "a <= b"]),
        ("a >= b", ["a > b", "a < b"]),
        ("a == b", ["a != b"]),
        ("a != b", ["a == b"]),
        ("a in b", ["a not in b"]),
        ("a not in b", ["a in b"]),
        ("a is b", ["a is not b"]),
        ("a is not b", ["a is b"]),
        ("a and b and c", ["a or b or c"]),
        ("a or b", ["a and b"]),
        ("not a", ["a"]),
        ("-a", ["a"]),
        ("a + b", ["a - b"]),
        ("a - b", ["a + b"]),
        ("a * b", ["a // b"]),
        ("a // b", ["a * b"]),
        ("a / b", ["a * b"]),
        ("a += b", ["a -= b"]),
        ("f(7, True)", ["f(8, True)", "f(7, False)"]),
        ("min(a)", ["max(a)"]),
        ("max(a)", ["min(a)"]),
        ("any(a)", ["all(a)"]),
        ("all(a)", ["any(a)"]),
        ("a.min()", []),
        ("a if b else c", ["a if True else c", "a if False else c"]),
        ("[a for a in b if c]", ["[a for a in b if True]", "[a for a in b if False]"]),
        ("if a:\n    b", ["if True:\n    b", "if False:\n    b"]),
        ("def f():\n    return a", ["def f():\n    return None"]),
        ("def f(a=True):\n    return", ["def f(a=False):\n    return"]),
        ("def f():\n    return False", ["def f():\n    return True"]),
    ],
)
def test_every_small_change_is_made(source: str, mutants: list[str]) -> None:
    assert changed(source) == mutants


@pytest.mark.parametrize(
    "source",
    [
        '"""Not a word of a docstring."""',
        "f'nor {a + 1} of a message'",
        "a: Literal[1]",
        "def f(a: Literal[1]) -> Literal[2]:\n    pass",
        "@dataclass(frozen=True)\nclass A:\n    b: int = 1",
        "if TYPE_CHECKING:\n    a < b",
    ],
)
def test_text_annotations_decorators_and_fields_are_left_alone(source: str) -> None:
    assert changed(source) == []


def test_a_module_is_judged_by_the_tests_that_import_it_or_the_package_that_passes_it_on() -> None:
    tests = judges_of(ROOT / "breaks/rules/plan/cover.py")
    assert str(ROOT / "tests/breaks/test_rules_cover.py") in tests
    assert str(ROOT / "tests/queueapp/test_rules.py") not in tests


def test_a_tested_edge_kills_and_an_untested_one_lets_live() -> None:
    """The sample's prices are wrong at 65, 66 or 67 without any test that says so."""
    asked = [f"{SAMPLE}/ages.py", "--tests", f"{SAMPLE}/ages_are_judged.py"]
    run = subprocess.run(
        [sys.executable, "-m", "tests.mutation", *asked],
        cwd=ROOT,
        env=os.environ | {"DATABASE_URL": "postgres:///nobody-asks-it"},
        capture_output=True,
        text=True,
        timeout=120,
    )
    *lines, last = run.stdout.splitlines()
    assert lines[0] == f"{SAMPLE}/ages.py: 11/13 killed", run.stderr
    survivors = [line.strip().partition(" in ")[2] for line in lines[1:3]]
    assert sorted(survivors) == [
        "price: 65  →  66",
        "price: visitor.age > 65  →  visitor.age >= 65",
    ]
    assert json.loads(last) == {"mutants": 13, "killed": 11, "share": 0.8462}
    assert run.returncode == 1, "fewer than nine tenths"
