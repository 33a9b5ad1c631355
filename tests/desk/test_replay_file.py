"""Files of real arrivals: what is refused and why, and how a day is thinned."""

from pathlib import Path

import pytest
from django.core.management import CommandError, call_command

from desk.playing.records import Record, Visit, WrongFile, read_day, visits_for

HEAD = "date,arrived_s,waited_s,outcome,service_s,kind,priority,server\n"
GOOD = "1999-01-05,36000,10,served,180,PS,2,a01\n"
# a morning of one client a minute, three minutes each, one in ten of whom left
MORNING = [Record(36000 + 60 * n, 180 if n % 10 else None, bool(n % 10)) for n in range(60)]


def write(folder: Path, text: str) -> Path:
    file = folder / "days.csv"
    file.write_text(text)
    return file


def test_a_good_file_is_read_by_arrival(tmp_path: Path) -> None:
    left = "1999-01-05,35000,60,left,,PS,0,\n"
    file = write(tmp_path, HEAD + GOOD + left)
    assert read_day(file, "1999-01-05") == [Record(35000, None, False), Record(36000, 180, True)]


@pytest.mark.parametrize(
    ("line", "reason"),
    [
        ("1999-01-05,ten,10,served,180,PS,2,a\n", "arrived_s is 'ten'"),
        ("1999-01-05,90000,10,served,180,PS,2,a\n", "arrived_s is 90000, not from 0 to 86399"),
        ("1999-01-05,36000,-1,served,180,PS,2,a\n", "waited_s is '-1'"),
        ("1999-01-05,36000,10,served,,PS,2,a\n", "service_s is ''"),
        ("1999-01-05,36000,10,served,0,PS,2,a\n", "service_s is 0, not from 1"),
        ("1999-01-05,36000,10,vanished,180,PS,2,a\n", "outcome is 'vanished'"),
        ("5 January,36000,10,served,180,PS,2,a\n", "date is '5 January'"),
        ("1999-01-05,36000,10\n", "another number of columns"),
        ("1999-01-05,36000,10,served,180,PS,2,a,b\n", "another number of columns"),
        ('1999-01-05,36000,10,served,180,PS,2,"a\n', "line 3"),
    ],
)
def test_a_wrong_line_is_named_with_its_number(tmp_path: Path, line: str, reason: str) -> None:
    with pytest.raises(WrongFile) as wrong:
        read_day(write(tmp_path, HEAD + GOOD + line), "1999-01-05")
    assert reason in str(wrong.value)
    assert "line 3: " in str(wrong.value)
    assert "\n" not in str(wrong.value)


def test_a_missing_column_is_the_fault_of_line_one(tmp_path: Path) -> None:
    file = write(tmp_path, "date,arrived_s\n1999-01-05,36000\n")
    with pytest.raises(WrongFile, match="line 1: the column waited_s is missing"):
        read_day(file, "1999-01-05")


def test_an_unknown_day_is_answered_with_those_there_are(tmp_path: Path) -> None:
    other = GOOD.replace("01-05", "01-06")
    with pytest.raises(WrongFile, match=r"no day '1999-02-30'; there are 1999-01-05, 1999-01-06$"):
        read_day(write(tmp_path, HEAD + other + GOOD), "1999-02-30")


@pytest.mark.parametrize("content", [b"", b"\xff\xfe\x00", None])
def test_what_is_no_such_file_is_told_in_one_line(tmp_path: Path, content: bytes | None) -> None:
    file = tmp_path / "days.csv"
    if content is not None:
        file.write_bytes(content)
    with pytest.raises(WrongFile, match=r"days\.csv"):
        read_day(file, "1999-01-05")


def test_the_command_ends_with_code_two(tmp_path: Path) -> None:
    file = write(tmp_path, HEAD + "1999-01-05,x,1,left,,PS,0,\n")
    with pytest.raises(CommandError, match="line 2: arrived_s is 'x'") as refused:
        call_command("replay", str(file), "--date", "1999-01-05")
    assert refused.value.returncode == 2


def draw(seed: int, load: float = 0.5, counters: int = 2) -> list[Visit]:
    return visits_for(MORNING, hours=(10, 11), counters=counters, load=load, seed=seed)


def test_thinning_is_seeded() -> None:
    assert draw(1) == draw(1)
    assert draw(1) != draw(2)


def test_thinning_offers_the_load_on_average() -> None:
    # load 0.5 of two counters for an hour is 3600 s of service, which is 20 clients of 180 s
    mean = sum(len(draw(seed)) for seed in range(200)) / 200
    assert 19 <= mean <= 21


def test_a_quiet_day_is_thickened_near_its_own_arrivals() -> None:
    visits = draw(1, load=2.0, counters=3)
    assert len(visits) > 100
    assert all(36000 <= visit.arrived_s < 39600 for visit in visits)
    assert [v.arrived_s for v in visits] == sorted(v.arrived_s for v in visits)


def test_whoever_left_gets_a_service_of_another_and_little_patience() -> None:
    visits = draw(1, load=3.0, counters=1)
    assert {v.service_s for v in visits} == {180}
    assert 0 < sum(v.impatient for v in visits) < len(visits) / 4
