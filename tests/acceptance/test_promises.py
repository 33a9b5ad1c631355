"""F10, F11, F12: what a number is told about a break, and that it is kept (C1, C2)."""

from tests.stories.bank import Facts, Story


def until_noon(story: Story) -> tuple[int, list[Facts]]:
    """2.1: lunch at 12:30, one in service since 11:58, five waiting, seven minutes each."""
    story.publish(story.lunch("12:30"))
    story.move_clock("11:55")
    session = story.sit()
    story.take()
    waiting = [story.take() for _ in range(5)]
    story.move_clock("11:58")
    story.serve_next(session)
    story.move_clock("12:00")
    return session, waiting


def test_f11_every_number_knows_on_which_side_of_the_break_it_stands(alone: Story) -> None:
    """Busy until 12:05, then 12:12, 12:19, 12:26, 12:33; 12:40 is past 12:35."""
    _, waiting = until_noon(alone)
    told = [alone.promise(t) for t in waiting]
    assert told == [("before", None)] * 4 + [("after", alone.at("13:03"))]
    assert not alone.look(waiting[4])["promise"]["fixed"]
    alone.move_clock("12:05", "12:15")
    assert alone.look(waiting[4])["promise"]["fixed"]


def test_f11_the_promise_comes_with_the_number(alone: Story) -> None:
    _, waiting = until_noon(alone)
    assert [t["promise"]["kind"] for t in waiting[:3]] == ["before"] * 3
    ours = alone.take()
    assert (ours["code"], ours["promise"]["kind"]) == ("A007", "after")
    assert ours["promise"]["returns_at"] == alone.at("13:03")
    page = alone.page(f"t/{ours['token']}").text
    assert "after the break, from 13:03" in page
    # the day's table of the page names the break itself
    assert "12:30–13:00" in page


def test_f10_from_the_last_call_on_only_promised_numbers_are_called(alone: Story) -> None:
    """B4, at S-5."""
    session, waiting = until_noon(alone)
    for clock in ("12:05", "12:12"):
        alone.move_clock(clock)
        alone.finish(session)
        alone.serve_next(session)
    alone.move_clock("12:15")
    alone.prove()
    alone.move_clock("12:19")
    alone.finish(session)
    assert alone.serve_next(session) == "A004"
    # A004 is served quickly
    alone.move_clock("12:24:59")
    alone.finish(session)
    alone.move_clock("12:25")
    assert alone.the_break()["state"] == "closing"
    refused = alone.call(session, code=waiting[4]["code"])
    assert (refused.status_code, refused.json()["code"]) == (409, "not_promised")
    promised = alone.call(session, code=waiting[3]["code"])
    assert (promised.status_code, promised.json()["ticket"]["code"]) == (200, "A005")


def test_f12_a_priority_number_put_in_front_breaks_no_promise(alone: Story) -> None:
    """C1: A005 was told before the break and is served before it, though P comes in between."""
    session, waiting = until_noon(alone)
    alone.move_clock("12:05")
    alone.finish(session)
    alone.serve_next(session)
    alone.move_clock("12:12")
    alone.finish(session)
    alone.serve_next(session)
    alone.move_clock("12:15")
    alone.prove()
    promised = waiting[3]
    told = alone.look(promised)["promise"]
    assert (told["kind"], told["fixed"]) == ("before", True)
    first = alone.tellers[0].do("tickets/", queue=alone.queue["id"], priority=5)
    assert alone.promise(promised)[0] == "before"
    alone.move_clock("12:19")
    alone.finish(session)
    called = [alone.serve_next(session)]
    assert called == [first["code"]]
    for clock in ("12:26", "12:33"):
        alone.move_clock(clock)
        if alone.the_break()["state"] == "warned":
            raise AssertionError("the last call is overdue")
        alone.finish(session)
        called.append(alone.serve_next(session))
        assert alone.promise(promised)[0] == "before"
    assert called == [first["code"], "A004", "A005"]
    assert alone.the_break()["state"] == "closing"
    alone.move_clock("12:40")
    alone.finish(session)
    break_ = alone.the_break()
    assert (break_["state"], break_["started_at"]) == ("on_break", alone.at("12:40"))
    # A006 was told "after" and is served after
    assert alone.look(waiting[4])["state"] == "waiting"
    assert alone.look(promised)["state"] == "done"
