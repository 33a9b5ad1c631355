"""The scripts of others are the ones of the lock file, each with its licence."""

import dataclasses
from pathlib import Path

import pytest

from config.runtime import vendor


@pytest.mark.parametrize("package", vendor.locked(), ids=lambda package: package.name)
def test_vendored_files_are_those_of_the_lock(package: vendor.Package) -> None:
    assert vendor.faults_of(package) == []
    assert any(name.startswith("LICENSE") for name in package.files)
    assert package.integrity.startswith("sha512-")
    # of a scoped name the scope is no folder
    assert package.into.endswith(f"/{package.name.split('/')[-1]}-{package.version}")


def test_a_changed_a_missing_and_a_strange_file_are_found(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(vendor, "ROOT", tmp_path)
    package = dataclasses.replace(
        vendor.locked()[0], into="there", files={"a.js": "0" * 64, "b.js": "0" * 64}
    )
    (tmp_path / "there").mkdir()
    (tmp_path / "there" / "a.js").write_text("changed")
    (tmp_path / "there" / "c.js").write_text("strange")
    faults = ["there/a.js: changed", "there/b.js: missing", "there/c.js: not in the lock"]
    assert vendor.faults_of(package) == faults
