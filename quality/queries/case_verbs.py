"""What may be done with a case now: by the staff, and by its client."""

from branches.models import Staff
from branches.queries import manages
from quality.models import Case
from quality.queries.cases import open_call
from quality.rules.cases import OPEN, CaseKind, CaseState, Reach


def staff_may(case: Case, staff: Staff) -> dict[str, bool]:
    """Which verbs the case's state leaves open to a person who may see it (D2 to D8)."""
    waits, has_client = case.state in OPEN, case.kind != CaseKind.REVIEW
    clear = case.state in (CaseState.CLARIFIED, CaseState.AGREED)
    handed, calling = case.handed_at is not None, open_call(case) is not None
    mine = case.handed_to_id == staff.pk or (handed and case.handed_to_id is None)
    answered = case.state in (CaseState.ANSWERED, CaseState.CLOSED)
    return {
        "understand": case.state == CaseState.NEW,
        "add_option": waits,
        "agree": clear,
        "call": waits and has_client and case.reach != Reach.ANONYMOUS and not calling,
        "answer": clear,
        "tell_delay": waits and has_client and (not case.delays or manages(staff, case.branch)),
        "hand_over": waits and not handed,
        "accept": handed and mine,
        "return": handed,
        "suits": case.state == CaseState.ANSWERED,
        "does_not_suit": answered and has_client,
        "withdraw": waits,
        "note": case.erased_at is None,
    }


def client_may(case: Case) -> dict[str, bool]:
    """Which verbs are open to the client on their own page."""
    answered = case.state in (CaseState.ANSWERED, CaseState.CLOSED)
    return {
        "suits": case.state == CaseState.ANSWERED,
        "does_not_suit": answered and case.erased_at is None,
        "withdraw": case.state in OPEN,
        "add": case.state in OPEN,
    }
