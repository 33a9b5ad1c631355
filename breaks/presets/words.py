"""A preset's rules as sentences that an operator can compare with the source before confirming."""

from collections.abc import Iterator

from breaks.rules.preset import LawRule, Preset


def rules_in_words(preset: Preset) -> list[str]:
    """What the preset asks for, one sentence each; what the law leaves open is said too."""
    rules = [_sentence(rule) for rule in preset.rules]
    return [*(rules or ["The law asks for no rest."]), *_of_the_whole(preset)]


def _sentence(rule: LawRule) -> str:
    also = "a further " if rule.additional else ""
    parts = [f"{_hours(rule)}: {also}{rule.minutes} minutes of rest", *_details(rule)]
    return ", ".join(parts) + "."


def _hours(rule: LawRule) -> str:
    if rule.from_h is not None:
        begins = f"From {rule.from_h:g} h of work"
    else:
        begins = f"Above {rule.over_h:g} h of work" if rule.over_h else "Any work"
    return begins if rule.up_to_h is None else f"{begins}, up to {rule.up_to_h:g} h"


def _details(rule: LawRule) -> Iterator[str]:
    if rule.contiguous == rule.minutes:
        yield "in one piece"
    elif rule.contiguous:
        yield f"at least {rule.contiguous} of them in one piece"
    if rule.part_min and rule.contiguous != rule.minutes:
        yield f"in parts of at least {rule.part_min} minutes"
    if rule.max_minutes:
        yield f"at most {rule.max_minutes} minutes"
    yield from _window(rule)
    if rule.away_from_workstation:
        yield "away from the counter"
    if rule.waivable_up_to_h:
        yield f"the employee may give it up on days of up to {rule.waivable_up_to_h:g} h"
    if rule.value_by:
        yield _whose_figures(rule.value_by)


def _whose_figures(value_by: str) -> str:
    if value_by == "product":
        return "these figures are the product's choice, not the law's"
    return f"of these figures: {value_by.replace('part_min', 'the shortest part')}"


def _window(rule: LawRule) -> Iterator[str]:
    if rule.start_before_end_of_hour is not None:
        yield f"begun before the end of hour {rule.start_before_end_of_hour:g} of the shift"
    first, last = rule.earliest_start_h, rule.latest_start_h
    if first is not None and last is not None:
        yield f"begun {first:g} to {last:g} h after the shift began"
    elif last is not None:
        yield f"begun within {last:g} h after the shift began"
    elif first is not None:
        yield f"begun {first:g} h after the shift began at the earliest"


def _of_the_whole(preset: Preset) -> Iterator[str]:
    if preset.middle_of_shift:
        first, last = (round(100 * share) for share in preset.middle_of_shift)
        yield f"The rest begins between {first} % and {last} % of the shift."
    if preset.not_at_start and preset.not_at_end:
        yield "A break at the very start or end of the shift is no rest."
    elif preset.not_at_end:
        yield "A break at the very end of the shift is no rest."
    if preset.max_stretch_h:
        yield f"Nobody works more than {preset.max_stretch_h:g} h in a row without a rest."
    if preset.hours_include_breaks:
        yield "Breaks count as hours of work."
    if preset.stagger_from_pharmacists:
        count = preset.stagger_from_pharmacists
        yield f"With {count} or more pharmacists the rests are staggered and the doors stay open."
    if preset.paid is not None:
        yield "The rest is paid." if preset.paid else "The rest is not paid."
    if preset.record_times:
        yield "The times of the rests are recorded."
