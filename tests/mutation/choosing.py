"""Which test files speak of a module: those that import it, or the package that passes it on."""

import ast
from collections.abc import Iterator
from functools import cache
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
TARGETS = ("breaks/rules", "queueapp/rules.py")


def files_of(targets: list[str]) -> list[Path]:
    """The modules named one by one or by their folder, from the root of the project."""
    found: list[Path] = []
    for target in targets or TARGETS:
        path = ROOT / target
        if not path.exists():
            raise SystemExit(f"No such file or folder: {target}")
        found += sorted(path.rglob("*.py")) if path.is_dir() else [path]
    return found


def name_of(file: Path) -> str:
    """The name under which a file is imported."""
    parts = file.relative_to(ROOT).with_suffix("").parts
    return ".".join(parts[:-1] if parts[-1] == "__init__" else parts)


def judges_of(file: Path) -> list[str]:
    """The test files that import the module, sorted."""
    names = {name_of(file), *_passed_on_by(file)}
    tests = sorted((ROOT / "tests").rglob("test_*.py"))
    return [str(test) for test in tests if _mentions(test, names) and names & imports_of(test)]


def _mentions(test: Path, names: set[str]) -> bool:
    """Whether it is worth reading a file for its imports."""
    text = test.read_text(encoding="utf-8")
    return any(all(part in text for part in name.split(".")) for name in names)


def _passed_on_by(file: Path) -> Iterator[str]:
    """The package of the file, when importing from it is importing from the file."""
    package = file.parent / "__init__.py"
    if package.exists() and name_of(file) in imports_of(package):
        yield name_of(package)


@cache
def imports_of(file: Path) -> frozenset[str]:
    """All that a file imports, modules and the names taken from them alike."""
    return frozenset(_imported(ast.parse(file.read_text(encoding="utf-8"))))


def _imported(tree: ast.Module) -> Iterator[str]:
    for node in ast.walk(tree):
        if isinstance(node, ast.Import):
            yield from (alias.name for alias in node.names)
        elif isinstance(node, ast.ImportFrom) and node.module:
            yield node.module
            yield from (f"{node.module}.{alias.name}" for alias in node.names)
