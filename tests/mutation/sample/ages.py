"""Who may come in, and what it costs: the module that the check of the check changes."""

from dataclasses import dataclass


@dataclass(frozen=True)
class Visitor:
    """Its fields are declared, not computed: they are left as they are."""

    age: int = 30


def may_enter(visitor: Visitor) -> bool:
    """Tested at the edge."""
    return visitor.age >= 18


def price(visitor: Visitor) -> int:
    """Tested far from the edge."""
    if visitor.age > 65:
        return 5
    return 10
