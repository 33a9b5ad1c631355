"""What the clock does on its own on this floor: cards that open, steps, alarms, cases.

A row stores the next instant at which the clock alone changes it; a step may run late, twice or
in two workers at once and does its work once, for the branch lock is taken first.
"""

from datetime import datetime


def run_due(now: datetime) -> int:
    """Do everything that is due on this floor; how many steps were done."""
    return 0
