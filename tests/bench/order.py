"""`python -m tests.bench.order`: the invariants asked of every branch of a house that was played.

Prints one JSON object: the branches looked at and what was found wrong.
"""

import json

import django


def main() -> int:
    """Look once at every branch; a branch in disorder is told with its first fault."""
    django.setup()
    from branches import clock
    from branches.models import Branch
    from tests.invariants import check_now

    wrong = {}
    branches = list(Branch.objects.order_by("pk"))
    for branch in branches:
        try:
            check_now(branch, clock.now())
        except AssertionError as fault:
            wrong[branch.slug] = str(fault) or "an invariant failed"
    print(json.dumps({"branches": len(branches), "wrong": wrong}))
    return 0


if __name__ == "__main__":
    raise SystemExit(main())
