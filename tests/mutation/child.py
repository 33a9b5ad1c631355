"""In a forked process: put a changed module in the place of the real one, then run its tests."""

import ast
import os
import re
import sys
from importlib.abc import MetaPathFinder
from importlib.machinery import ModuleSpec, SourceFileLoader
from importlib.util import spec_from_file_location
from pathlib import Path
from types import CodeType, ModuleType
from typing import Any, NoReturn

import pytest

# the floors without a database, and the test files: imported anew in every child. All else keeps
# what it has (Django takes a model once only), so that a child is ready in a tenth of a second
PURE = re.compile(r"(\w+\.(rules|presets)|forecast)(\.|$)|tests\.(\w+\.)*(test_\w+|sample.*)$")
NO_TESTS = pytest.ExitCode.NO_TESTS_COLLECTED
# what tells nothing about a change and costs time in every child
WITHOUT = ("cacheprovider", "faulthandler", "logging", "threadexception", "unraisableexception")
OPTIONS = ["-x", "-q", "--assert=plain", *(f"-pno:{plugin}" for plugin in WITHOUT)]


class Changed(SourceFileLoader, MetaPathFinder):
    """Finds and loads the one module that was changed."""

    def __init__(self, name: str, path: Path, code: CodeType) -> None:
        super().__init__(name, str(path))
        self.code = code

    def find_spec(
        self, fullname: str, path: Any = None, target: ModuleType | None = None
    ) -> ModuleSpec | None:
        if fullname != self.name:
            return None
        folder = [os.path.dirname(self.path)] if self.path.endswith("__init__.py") else None
        return spec_from_file_location(
            fullname, self.path, loader=self, submodule_search_locations=folder
        )

    def get_code(self, fullname: str) -> CodeType:
        return self.code


class PureOnly:
    """Leaves out the tests that need a database, a server or a browser; counts the others."""

    def __init__(self) -> None:
        self.counts: dict[str, int] = {}

    @pytest.hookimpl(tryfirst=True)
    def pytest_collection_modifyitems(self, items: list[pytest.Item]) -> None:
        items[:] = [item for item in items if _is_pure(item)]
        for item in items:
            name = str(item.path)
            self.counts[name] = self.counts.get(name, 0) + 1


def _is_pure(item: pytest.Item) -> bool:
    fixtures = set(getattr(item, "fixturenames", ()))
    needs = {"db", "transactional_db", "live_server", "house"} & fixtures
    return not needs and item.get_closest_marker("django_db") is None


def forget() -> None:
    """Drop what the parent imported of the pure floors, so that tests import the changed one."""
    for name in list(sys.modules):
        if PURE.match(name):
            del sys.modules[name]


def install(name: str, path: Path, tree: ast.Module) -> None:
    """From now on importing `name` gives what `tree` says."""
    sys.meta_path.insert(0, Changed(name, path, compile(tree, str(path), "exec")))


def run_tests(files: list[str]) -> tuple[int, dict[str, int]]:
    """Pytest's code over the pure tests in `files`, and how many each has."""
    forget()
    plugin = PureOnly()
    code = pytest.main([*OPTIONS, *files], plugins=[plugin])
    return int(code), plugin.counts


def be_silent() -> None:
    """Nothing that a test prints reaches the person who waits for the figures."""
    nowhere = os.open(os.devnull, os.O_WRONLY)
    os.dup2(nowhere, 1)
    os.dup2(nowhere, 2)


def leave(code: int) -> NoReturn:
    """End the child without the parent's exit handlers."""
    sys.stdout.flush()
    sys.stderr.flush()
    os._exit(code)
