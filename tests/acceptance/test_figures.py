"""F65: a day made through the doors, and its figures against values reckoned by hand."""

from typing import Any

import pytest

from tests.stories.bank import Opens, Story

WEEK = ("mon", "tue", "wed", "thu", "fri", "sat", "sun")
HOURS = {day: [["09:00", "17:00"]] for day in WEEK}


@pytest.fixture
def alone(opens: Opens) -> Story:
    """One counter, open from nine to five, one teller from 8:00 to 16:30."""
    return opens(opening_hours=HOURS)


def figures(story: Story, **scope: str) -> dict[str, Any]:
    """What the report says of the day once it has been counted."""
    day = str(story.day)
    asked = "&".join(f"{name}={value}" for name, value in scope.items())
    path = f"reports/kpi/?branch={story.branch['id']}&since={day}&until={day}&{asked}"
    return {row["figure"]: row for row in story.manager.get(path)["rows"]}


def serve(story: Story, session: int, *clocks: str) -> None:
    """Called and served at the first reading of the clock, done at the second."""
    story.move_clock(clocks[0])
    story.serve_next(session)
    story.move_clock(clocks[1])
    story.finish(session)


def test_f65_the_report_tells_what_a_person_reckons(alone: Story) -> None:
    story = alone
    assert story.manager
    story.set_policy({"rest.preset": "UK"})
    # 07:00, before the shift begins
    story.move_clock("07:00")
    story.publish(story.lunch("12:30"))
    story.move_clock("08:30")
    session = story.sit()
    # issued 10:00, called 10:07
    story.move_clock("10:00")
    first = story.take()
    serve(story, session, "10:07", "10:15")
    # issued 10:20, called 10:41
    story.move_clock("10:20")
    story.take()
    serve(story, session, "10:41", "10:50")
    # issued 12:10, called 12:12, served until 12:33
    story.move_clock("12:10")
    story.take()
    story.move_clock("12:12")
    story.serve_next(session)
    story.move_clock("12:15")
    story.prove()
    # the client of the moment takes long: whoever comes now is served after the break
    story.move_clock("12:25", "12:30", "12:31")
    after = story.take()
    assert story.promise(after)[0] == "after"
    story.public.do(f"tickets/{after['token']}/hold/")
    # the break begins when the client is done, 3 min behind S; R 13:03, back at 13:06
    story.move_clock("12:33")
    story.finish(session)
    assert story.the_break()["started_at"] == story.at("12:33")
    story.move_clock("13:06")
    story.back(session)
    assert story.look(after)["state"] == "called"
    story.tellers[0].do(f"sessions/{session}/service/")
    story.move_clock("13:15")
    story.finish(session)
    # goods for ten minutes, back after eight
    story.move_clock("14:00")
    assert story.ask(session, "goods_delivery").json()["state"] == "on_break"
    story.move_clock("14:08")
    story.back(session)
    # the first client complains
    body = {"kind": "complaint", "text": "I waited for too long.", "reach": "anonymous"}
    story.public.do(f"tickets/{first['token']}/cases/", **body)
    story.move_clock("16:30")
    assert story.tellers[0].delete(f"sessions/{session}/").status_code == 204
    story.move_clock("00:01", days=1)
    story.house.manage("count_days", "--since", str(story.day), "--branch", story.branch["slug"])
    found = figures(story)
    values = {key: row["value"] for key, row in found.items()}
    # shown 12:30, proven 12:15, begun 12:33
    assert [values[k] for k in ("k1", "k1a", "k2", "k3", "k3.median")] == [100, 100, 100, 100, 3]
    # |E − R| is 3 and 2 min: 1 of 2 in time; over R 3 min; one new time in two breaks
    assert [values[k] for k in ("k4", "k4a", "k4a.mean")] == [50, 3, 1.5]
    assert [values[k] for k in ("k10", "k10.share", "k10.new_times")] == [2.5, 50, 0.5]
    # 33 + 8 min in one person-shift of 8.5 h
    assert [values[k] for k in ("k5", "k5.minutes", "k5.mean")] == [2, 41, 20.5]
    assert values["k5a"] == round(100 * 41 / 510, 3)
    assert values["k6"] == 50
    # waits of 7, 21, 2 and 35 min: the middle is 14, the 90th percentile the last; two over 20
    assert [values[k] for k in ("k11", "k11.p90", "k11.long")] == [14, 35, 50]
    # the one who was told "after" kept the place: 33 min closed; nobody stranded, nobody lost
    assert [values[k] for k in ("k7", "k7a", "k7b", "k8a")] == [0, 0, 25, 100]
    assert [values[k] for k in ("k12", "k12.out")] == [0, 0]
    # one complaint in four tickets; nobody said yet what caused it
    assert [values[k] for k in ("k13", "k13b")] == [250, 0]
    # the return at 13:03 + 2 was missed, the one at 14:10 kept
    assert [values[k] for k in ("k9", "k9.return_time")] == [50, 50]
    # no word was ticked as said; the lawful rest was whole; no override
    assert [values[k] for k in ("k16", "k16.apology", "k17", "k18")] == [0, 0, 100, 0]
    # nobody from 14:00 to 14:08 and after 16:30; the lunch was announced
    assert [values[k] for k in ("k19", "k19.full")] == [38, 33]
    # what did not happen has no figure
    empty = {"k14", "k15", "k20", "k20.timeout", "k21", "k9.call_back"}
    assert {key for key in empty if values[key] is not None} == set()
    assert (found["k4"]["numerator"], found["k4"]["denominator"]) == (1, 2)
    # the teller's own are the same; whoever asks for another hour reads another wait
    own = figures(story, scope="person", key=str(story.staff[0]["id"]))
    assert (own["k4"]["value"], own["k11"]["value"]) == (50, 14)
    assert figures(story, scope="hour", key="10")["k11"]["value"] == 14
