"""docs/states.md is made from the tables in code."""

from desk.management.commands.states import PAGE, page


def test_the_page_of_states_is_not_stale() -> None:
    """Renew it with `manage.py states --write`."""
    assert PAGE.read_text() == page()
