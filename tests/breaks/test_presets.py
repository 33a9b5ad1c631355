"""The presets the product ships: sound, complete, and refused in words where they are not."""

import re
import runpy
import sys
from collections.abc import Mapping
from dataclasses import FrozenInstanceError, replace

import pytest
import yaml

from breaks.presets import FILE, Preset, PresetError, load_presets
from breaks.presets.__main__ import failures, main
from breaks.presets.reading import read_presets

RULE = {"over_h": 6, "min": 20, "contiguous": 20}
PRESET = {"title": "An act", "source": "a book", "confidence": "A", "rules": [RULE]}


def text(preset: object = PRESET, **top: object) -> str:
    content = {"schema": "qbms-presets/1", "version": "1", "presets": {"XX": preset}} | top
    return yaml.safe_dump(content)


def ruled(*rules: object) -> str:
    return text(PRESET | {"rules": list(rules)})


def complaint(of: str) -> str:
    with pytest.raises(PresetError) as caught:
        read_presets(of)
    return str(caught.value)


def test_every_worked_check_holds() -> None:
    assert list(failures(load_presets())) == []


def changed(code: str, **rule: object) -> Mapping[str, Preset]:
    """The presets with another first rule for one country."""
    preset = load_presets()[code]
    rules = (replace(preset.rules[0], **rule), *preset.rules[1:])  # type: ignore[arg-type]
    return {**load_presets(), code: replace(preset, rules=rules)}


def test_a_wrong_figure_fails_a_worked_check() -> None:
    assert list(failures(changed("HU", minutes=25))) == [
        "HU, 8 h: 20 minutes wanted, 25 given",
        "HU, 08:00-16:30: [20, '11:00', '14:00'] wanted, [25, '11:00', '14:00'] given",
    ]
    assert list(failures(changed("US-CA", start_before_end_of_hour=6)))


def test_the_command_says_that_all_is_sound(
    capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.delitem(sys.modules, "breaks.presets.__main__")
    with pytest.raises(SystemExit) as caught:
        runpy.run_module("breaks.presets", run_name="__main__")
    assert caught.value.code == 0
    assert "sound" in capsys.readouterr().out


def test_the_command_fails_when_a_check_does(
    capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    wrong = changed("UK", over_h=5)
    monkeypatch.setattr("breaks.presets.__main__.load_presets", lambda: wrong)
    assert main() == 1
    assert "UK, 6 h: 0 minutes wanted, 20 given" in capsys.readouterr().out


def test_the_command_fails_when_the_file_is_not_sound(
    capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(
        "breaks.presets.__main__.load_presets", lambda: read_presets(text(version=""))
    )
    assert main() == 1
    assert "version" in capsys.readouterr().out


def test_the_countries_of_the_product() -> None:
    wanted = "EU HU BG TR PH RU UK DE US-FED US-CA US-OH US-WV"
    assert list(load_presets()) == wanted.split()


@pytest.mark.parametrize("code", list(load_presets()))
def test_every_preset_names_its_law_its_source_and_how_sure_we_are(code: str) -> None:
    preset = load_presets()[code]
    assert preset.code == code
    assert preset.title and preset.source and preset.version
    assert preset.confidence in ("A", "B", "C")


def test_presets_are_read_once_and_cannot_be_changed() -> None:
    assert load_presets() is load_presets()
    with pytest.raises(TypeError):
        load_presets()["HU"] = load_presets()["BG"]  # type: ignore[index]
    with pytest.raises(FrozenInstanceError):
        load_presets()["HU"].title = "another"  # type: ignore[misc]


def test_what_the_rules_do_not_read_is_kept_for_people() -> None:
    presets = load_presets()
    assert presets["HU"].paid is False
    assert len(presets["HU"].posting) == 2
    assert presets["HU"].details["screen_rest"]["every_min"] == 60
    assert presets["PH"].paid is None
    assert presets["PH"].details["public_office"]["no_noon_break"] is True
    assert presets["US-CA"].record_times
    assert presets["TR"].middle_of_shift == (0.25, 0.75)


def test_posted_pharmacy_breaks() -> None:
    ohio, west_virginia = load_presets()["US-OH"], load_presets()["US-WV"]
    assert ohio.stagger_from_pharmacists == 2
    assert "schedule" in ohio.posting[0]
    assert west_virginia.record_times
    assert (ohio.version, load_presets()["HU"].version) == ("2026-1", "2025-1")


def test_the_file_points_to_nothing_outside_the_project() -> None:
    words = FILE.read_text(encoding="utf-8")
    assert ".md" not in words
    assert not re.search(r"(^|[\s\"'])/\w+/", words)


def test_a_sound_preset_is_read() -> None:
    preset = read_presets(text())["XX"]
    assert (preset.version, preset.rules[0].minutes) == ("1", 20)
    assert not (preset.not_at_start or preset.not_at_end)


@pytest.mark.parametrize(
    ("edges", "wanted"),
    [({"not_at_end": True}, (False, True)), ({"not_at_start_or_end": True}, (True, True))],
)
def test_the_edges_of_the_shift(edges: dict[str, bool], wanted: tuple[bool, bool]) -> None:
    preset = read_presets(text(PRESET | edges))["XX"]
    assert (preset.not_at_start, preset.not_at_end) == wanted


@pytest.mark.parametrize(
    ("rule", "words"),
    [
        ({"over": 6}, "XX, rule 1: over is unknown."),
        ({"min": 19}, "XX, rule 1: contiguous 20 is more than min."),
        ({"part_min": 21}, "XX, rule 1: part_min 21 is more than min."),
        ({"min": 45}, "XX, rule 1: min 45 is more than contiguous 20; say part_min."),
        ({"min": 45, "part_min": 25}, "XX, rule 1: part_min is more than contiguous."),
        ({"max": 19}, "XX, rule 1: max is less than min."),
        ({"min": 0}, "XX, rule 1: min is 0, wanted is whole minutes from 1 to 1440."),
        ({"min": 20.0}, "XX, rule 1: min is 20.0, wanted is whole minutes from 1 to 1440."),
        ({"min": True}, "XX, rule 1: min is True, wanted is whole minutes from 1 to 1440."),
        ({"over_h": -1}, "XX, rule 1: over_h is -1, wanted is hours from 0 to 24."),
        ({"over_h": "6"}, "XX, rule 1: over_h is '6', wanted is hours from 0 to 24."),
        ({"from_h": 6}, "XX, rule 1: give either over_h or from_h."),
        ({"up_to_h": 6}, "XX, rule 1: up_to_h is not above the hours the rule begins at."),
        (
            {"earliest_start_h": 6, "latest_start_h": 6},
            "XX, rule 1: the window of the start ends before it begins.",
        ),
        (
            {"start_before_end_of_hour": 5, "latest_start_h": 6},
            "XX, rule 1: give latest_start_h or start_before_end_of_hour.",
        ),
        ({"additional": "yes"}, "XX, rule 1: additional is 'yes', wanted is true or false."),
        ({"additional": True}, "XX: every rule is additional; additional to what?"),
    ],
)
def test_a_rule_that_is_not_sound_is_refused_in_words(rule: dict[str, object], words: str) -> None:
    assert complaint(ruled(RULE | rule)) == words


@pytest.mark.parametrize(
    ("rules", "words"),
    [
        ([{"over_h": 6, "contiguous": 20}], "XX, rule 1: min is missing."),
        ([{"over_h": 6, "min": 20}], "XX, rule 1: say contiguous, part_min or both."),
        ([{"min": 20, "contiguous": 20}], "XX, rule 1: give either over_h or from_h."),
        (["thirty minutes"], "XX, rule 1: a mapping is wanted."),
        ([RULE, RULE | {"over_h": 9}], "XX: two rules apply to the same hours; "
         "give the lower an up_to_h."),
        ([RULE | {"up_to_h": 9.5}, RULE | {"over_h": 9}], "XX: two rules apply to the same hours; "
         "give the lower an up_to_h."),
    ],
)  # fmt: skip
def test_rules_that_do_not_fit_together_are_refused(rules: list[object], words: str) -> None:
    assert complaint(ruled(*rules)) == words


def test_neighbouring_and_additional_rules_are_sound() -> None:
    read_presets(ruled(RULE | {"up_to_h": 9}, RULE | {"over_h": 9}))
    read_presets(ruled(RULE, RULE | {"over_h": 10, "additional": True}))


@pytest.mark.parametrize(
    ("preset", "words"),
    [
        ({"titel": "An act"}, "XX: titel is unknown."),
        ({"title": " "}, "XX: title is ' ', wanted is a text."),
        ({"confidence": "D"}, "XX: confidence is 'D', wanted is A, B or C."),
        ({"rules": {}}, "XX: rules is {}, wanted is a list of rules."),
        ({"paid": "no"}, "XX: paid is 'no', wanted is true or false."),
        ({"posting": ["", "x"]}, "XX: posting is ['', 'x'], wanted is a list of texts."),
        (
            {"middle_of_shift": {"from_share": 0.75, "to_share": 0.25}},
            "XX: middle_of_shift is {'from_share': 0.75, 'to_share': 0.25}, "
            "wanted is from_share < to_share, both from 0 to 1.",
        ),
    ],
)
def test_a_preset_that_is_not_sound_is_refused_in_words(
    preset: dict[str, object], words: str
) -> None:
    assert complaint(text(PRESET | preset)) == words


@pytest.mark.parametrize("key", ["title", "source", "rules", "confidence"])
def test_what_a_preset_must_have(key: str) -> None:
    preset = {name: value for name, value in PRESET.items() if name != key}
    assert complaint(text(preset)) == f"XX: {key} is missing."


@pytest.mark.parametrize(
    ("content", "words"),
    [
        ("- a\n- b", "The presets are a mapping."),
        ("", "The presets are a mapping."),
        (text(schema="other/1"), "The schema of the presets is qbms-presets/1."),
        (text(version=1), "The presets have a version, a text."),
        (text(presets={}), "There are no presets."),
        (text(presets={False: PRESET}), "False is no code of a preset: write it in quotes."),
        (text(presets={"XX": None}), "XX: a mapping is wanted."),
    ],
)
def test_a_file_that_is_not_sound_is_refused_in_words(content: str, words: str) -> None:
    assert complaint(content) == words


def test_a_file_that_is_not_yaml_is_refused() -> None:
    assert complaint("presets: [").startswith("The presets are not YAML")
