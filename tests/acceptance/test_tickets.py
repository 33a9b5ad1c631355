"""F2, F3, F20: numbers, who is called, and who comes first after a break."""

from tests.stories.bank import Story


def test_f02_a_number_from_the_kiosk_has_a_page_that_needs_no_login(alone: Story) -> None:
    alone.move_clock("09:00")
    first, second = alone.take(), alone.take()
    assert (first["code"], second["code"]) == ("A001", "A002")
    assert len(second["token"]) >= 20
    page = alone.page(f"t/{second['token']}")
    assert page.status_code == 200
    assert "A002" in page.text
    assert "1 client is before you" in page.text
    assert alone.look(second)["ahead"] == 1


def test_f03_a_client_who_misses_the_call_may_return_within_ten_minutes(alone: Story) -> None:
    alone.move_clock("09:00")
    session = alone.sit()
    first, _ = alone.take(), alone.take()
    assert alone.call(session).json()["ticket"]["code"] == "A001"
    alone.move_clock("09:01:59")
    assert alone.look(first)["state"] == "called"
    alone.move_clock("09:02:01")
    assert alone.look(first)["state"] == "no_show"
    alone.move_clock("09:11:01")
    revived = alone.public.post(f"tickets/{first['token']}/revival/")
    assert (revived.status_code, revived.json()["state"]) == (200, "waiting")
    assert alone.call(session).json()["ticket"]["code"] == "A001"


def test_f03_after_eleven_minutes_the_place_is_gone(alone: Story) -> None:
    alone.move_clock("09:00")
    session = alone.sit()
    first, _ = alone.take(), alone.take()
    alone.call(session)
    alone.move_clock("09:02:01", "09:13:01")
    refused = alone.public.post(f"tickets/{first['token']}/revival/")
    assert (refused.status_code, refused.json()["code"]) == (409, "revival_over")
    assert alone.call(session).json()["ticket"]["code"] == "A002"


def test_f03_service_runs_from_the_call_to_done(alone: Story) -> None:
    alone.move_clock("09:00")
    session, ticket = alone.sit(), alone.take()
    assert alone.call(session).status_code == 200
    assert alone.look(ticket)["counter"] == "W1"
    teller = alone.tellers[0]
    assert teller.post(f"sessions/{session}/service/").status_code == 200
    assert alone.look(ticket)["state"] == "serving"
    # a client who has come is not missed, however long it takes
    alone.move_clock("09:30")
    assert alone.finish(session)["ticket"] is None
    assert alone.look(ticket)["state"] == "done"


def test_f20_held_clients_are_called_in_issue_order_before_the_newer(alone: Story) -> None:
    """E3, T8, T9."""
    alone.publish(alone.lunch("12:30"))
    alone.move_clock("12:00")
    session = alone.sit()
    tickets = [alone.take() for _ in range(4)]
    alone.serve_next(session)
    alone.move_clock("12:15")
    alone.prove()
    # four of seven minutes each: from 12:00 they end at 12:07, 12:14, 12:21 and 12:28
    late = [alone.take(), alone.take()]
    assert [alone.promise(t)[0] for t in late] == ["after", "after"]
    for ticket in reversed(late):
        held = alone.public.post(f"tickets/{ticket['token']}/hold/")
        assert (held.status_code, held.json()["state"]) == (200, "held")
    for ticket in tickets[1:]:
        alone.finish(session)
        alone.serve_next(session)
        assert alone.look(ticket)["state"] == "serving"
    alone.move_clock("12:25", "12:30")
    alone.finish(session)
    assert alone.the_break()["state"] == "on_break"
    newer = alone.take()
    assert newer["code"] == "A007"
    alone.move_clock("13:00")
    alone.back(session)
    called = [alone.desk(session)["ticket"]["code"]]
    for _ in range(2):
        alone.tellers[0].do(f"sessions/{session}/service/")
        alone.finish(session)
        called.append(alone.call(session).json()["ticket"]["code"])
    assert called == ["A005", "A006", "A007"]


def test_f20_a_held_place_lasts_until_a_quarter_of_an_hour_after_the_return(alone: Story) -> None:
    """T8, T11, 3.9 no. 26."""
    alone.publish(alone.lunch("12:30"))
    alone.move_clock("12:25")
    session = alone.sit()
    alone.prove()
    # the proof of 12:25 moves the start to 12:35
    alone.move_clock("12:30", "12:35")
    assert alone.the_break()["started_at"] == alone.at("12:35")
    ticket = alone.take()
    alone.public.do(f"tickets/{ticket['token']}/hold/")
    assert alone.look(ticket)["held_until"] == alone.at("13:20")
    assert alone.promise(ticket) == ("after", alone.at("13:05"))
    alone.move_clock("13:05")
    alone.back(session)
    assert alone.desk(session)["ticket"]["code"] == ticket["code"]
