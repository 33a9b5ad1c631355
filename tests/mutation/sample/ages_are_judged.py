"""The tests of the sample; named so that the suite does not collect them by itself."""

from django.contrib.auth.models import User

from tests.mutation.sample.ages import Visitor, may_enter, price


def test_from_eighteen_on() -> None:
    assert may_enter(Visitor(17)) is False
    assert may_enter(Visitor(18)) is True


def test_the_old_pay_half() -> None:
    assert (price(Visitor(30)), price(Visitor(80))) == (10, 5)


def test_with_a_database_is_left_out(db: None) -> None:
    assert User.objects.count() == 0
