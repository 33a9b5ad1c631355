"""A branch learns from its own record: how long services take, and how well its ranges held."""

from datetime import date, datetime, timedelta

from django.db import transaction

from branches.clock import business_day
from branches.models import Branch
from breaks.actions.told import settle_told
from breaks.models import WaitLearning
from breaks.queries.learned import estimates_of, learning_of
from breaks.queries.policy import terms_for
from breaks.queries.record import record_of
from breaks.queries.told import Span, kept_in, last_kept
from breaks.rules.learning import (
    CORRECTED_BY_DAYS,
    Widening,
    corrected,
    facts_of,
    held_of,
    state_of,
    widened_at_once,
)
from forecast.intervals import DRIFT_COUNTED


@transaction.atomic
def learn_waits(branch: Branch, *, now: datetime) -> WaitLearning:
    """Learn the branch's laws and habits from its last 28 days, and correct its ranges.

    Once per business day by the ranges of the last ten days; at once where the last 200 clients
    show that they hold for too few.
    """
    settle_told(branch, now=now)
    record = record_of(branch, per_teller=terms_for(branch)["forecast.per_teller"], now=now)
    last = last_kept(branch, DRIFT_COUNTED, now=now)
    coverage = held_of(last).coverage
    yesterday = business_day(branch, now) - timedelta(days=1)
    widening = widened_at_once(last, _nightly(branch, learning_of(branch), yesterday))
    learned = {
        "learned_at": now,
        "corrected_day": yesterday,
        "facts": facts_of(record, estimates_of(branch)),
        "services": record.finished,
        "widen_far": widening.far,
        "widen_near": widening.near,
        "coverage": coverage.value,
        "counted": coverage.whole,
        "state": state_of(record.finished, last),
    }
    return WaitLearning.objects.update_or_create(branch=branch, defaults=learned)[0]


def _nightly(branch: Branch, known: WaitLearning, yesterday: date) -> Widening:
    """The correction in force: a new one on the first learning of a business day."""
    before = Widening(known.widen_far, known.widen_near)
    if known.corrected_day == yesterday:
        return before
    first = yesterday - timedelta(days=CORRECTED_BY_DAYS - 1)
    return corrected(kept_in(Span(branch, first, yesterday)), before)
