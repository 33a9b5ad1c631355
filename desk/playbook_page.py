"""The office's page of the playbook: every text in six languages, as it looks where it is said.

Plain forms and no script: a text is worded, previewed with the examples, saved or reset.
"""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse

from branches import clock
from branches.errors import Forbidden, Invalid, NotFound
from branches.models import Organisation, Staff
from branches.queries import head_office_of, manages_somewhere, staff_of
from desk.pages import staff_form, staff_page
from quality.actions.playbook import override_text, reset_text
from quality.playbook.filling import example_facts, fill, placeholders_of
from quality.playbook.phrases import languages
from quality.playbook.reading import ENGLISH, Playbook, Script, Situation, Step, default
from quality.queries.playbook import may_word, organisation_of, playbook_of
from quality.rules.playbook_texts import length_of, limit_of
from signage.catalogues import unsigned_parts

GROUPS = {"break": "Breaks", "complaint": "Clients and cases"}
LABELS, GUIDELINES = "labels", "guidelines"
LABEL_GROUPS = {
    "public_reasons": "Why a counter pauses, in public",
    "alternatives": "Other ways",
    "counter_states": "Counters",
    "ticket_choices": "What a client can choose",
}


@dataclass(frozen=True)
class Cell:
    """A text in one language: as it is written, and as it reads with the examples."""

    path: str
    language: str
    language_name: str
    text: str
    preview: str
    default: str
    own: bool
    reviewed: bool
    length: int
    limit: int
    # why what was typed was not saved
    refusal: str = ""

    @property
    def anchor(self) -> str:
        return f"{self.path}:{self.language}"


@dataclass(frozen=True)
class Card:
    """One text in all its languages, with where it stands in the situation."""

    path: str
    name: str
    # voice, display or phone; step, title, label or guideline otherwise
    channel: str
    marks: tuple[str, ...]
    cells: tuple[Cell, ...]
    # where a step leads, as (word, anchor)
    ways: tuple[tuple[str, str], ...] = ()
    placeholders: tuple[str, ...] = ()


@dataclass(frozen=True)
class Typed:
    """What somebody typed and could not save."""

    path: str
    language: str
    text: str
    refusal: str


@staff_page
def index(request: HttpRequest) -> HttpResponse:
    """All situations, what opens each, and how many texts the organisation worded itself."""
    staff, organisation = _reader(request)
    playbook = playbook_of(organisation)
    context = _frame(staff, organisation, playbook) | {
        "groups": [
            (title, [_row(playbook, s) for s in playbook.situations.values() if s.group == group])
            for group, title in GROUPS.items()
        ],
        "others": [
            (LABELS, "Labels", _own_count(playbook, f"{LABELS}.")),
            (GUIDELINES, "Guidelines", _own_count(playbook, f"{GUIDELINES}.")),
        ],
        "unreviewed": [languages()[la] for la in playbook.languages if _unreviewed(playbook, la)],
        "unsigned": [(name, unsigned_parts(la)) for la, name in languages().items()],
    }
    return render(request, "desk/playbook.html", context)


@staff_form
def section(request: HttpRequest, name: str) -> HttpResponse:
    """One situation with its steps and scripts, the labels, or the guidelines."""
    staff, organisation = _reader(request)
    _check_name(name)
    if request.method != "POST":
        return _section(request, staff, organisation, name)
    try:
        return _save(request, staff, organisation, name)
    except Invalid as refused:
        typed = Typed(
            *(request.POST.get(k, "") for k in ("path", "language", "text")), str(refused)
        )
        return _section(request, staff, organisation, name, typed)


def _reader(request: HttpRequest) -> tuple[Staff, Organisation]:
    """Who may see the page: a manager of any branch, or the head office."""
    staff = staff_of(request.user)
    if not manages_somewhere(staff):
        raise Forbidden("The office is for managers; your place is the desk.")
    return staff, organisation_of(staff)


def _check_name(name: str) -> None:
    if name not in (LABELS, GUIDELINES, *default().situations):
        raise NotFound("situation")


def _save(
    request: HttpRequest, staff: Staff, organisation: Organisation, name: str
) -> HttpResponse:
    """Save or reset the text that a form names, then show the page at it."""
    path, language = request.POST.get("path", ""), request.POST.get("language", "")
    office, now = head_office_of(staff), clock.now()
    if office != organisation:
        raise Forbidden("This playbook belongs to another head office.")
    if "reset" in request.POST:
        reset_text(office.pk, path, language, by=staff, now=now)
    else:
        text = request.POST.get("text", "")
        override_text(office.pk, path, language, text, by=staff, now=now)
    return HttpResponseRedirect(f"{reverse('playbook-section', args=[name])}#{path}:{language}")


def _section(
    request: HttpRequest,
    staff: Staff,
    organisation: Organisation,
    name: str,
    typed: Typed | None = None,
) -> HttpResponse:
    playbook = playbook_of(organisation)
    situation = playbook.situations.get(name)
    context = _frame(staff, organisation, playbook) | {
        "name": name,
        "situation": situation,
        "title": _title(playbook, name),
        "opens": trigger_words(situation.trigger) if situation else "",
        "blocks": list(_blocks(_Cells(playbook, typed), name)),
        "placeholders": playbook.placeholders.values(),
        "typed": typed,
    }
    return render(request, "desk/playbook_section.html", context, status=422 if typed else 200)


def _frame(staff: Staff, organisation: Organisation, playbook: Playbook) -> dict[str, Any]:
    return {
        "staff": staff,
        "organisation": organisation,
        "languages": [(la, languages()[la]) for la in playbook.languages],
        "may_word": may_word(staff, organisation),
    }


def _row(playbook: Playbook, situation: Situation) -> dict[str, Any]:
    return {
        "id": situation.id,
        "title": playbook.text(situation.title_path, ENGLISH),
        "opens": trigger_words(situation.trigger),
        "sources": ", ".join(situation.source_refs),
        "steps": len(situation.steps),
        "scripts": len(situation.scripts),
        "own": _own_count(playbook, f"{situation.id}/") + _own_count(playbook, f"{situation.id}."),
    }


def _own_count(playbook: Playbook, prefix: str) -> int:
    return sum(path.startswith(prefix) for path, _ in playbook.own)


def _unreviewed(playbook: Playbook, language: str) -> bool:
    return not all(playbook.is_reviewed(path, language) for path in playbook.texts)


def _title(playbook: Playbook, name: str) -> str:
    if name in playbook.situations:
        return playbook.text(playbook.situations[name].title_path, ENGLISH)
    return name.capitalize()


def trigger_words(trigger: Mapping[str, Any]) -> str:
    """What opens a situation, as the office reads it."""
    event = str(trigger["event"]).replace("desk.", "").replace("_", " ").replace(".", " ")
    reasons = ", ".join(trigger.get("reasons", ())).replace("_", " ")
    more = [str(trigger.get("at", "")), str(trigger.get("when", "")), reasons]
    return " · ".join(part for part in (event, *more) if part).replace("_", " ")


def timer_words(timer: Mapping[str, Any]) -> tuple[str, ...]:
    """The clock of a step, as the office reads it: "within 2m", "no answer: no"."""
    words = {"on_timeout": "no answer", "hard_deadline": "at the latest"}
    return tuple(f"{words.get(key, key)} {value}".replace("_", " ") for key, value in timer.items())


@dataclass(frozen=True)
class _Cells:
    """The texts of a playbook as cells; what was typed stands in its place."""

    playbook: Playbook
    typed: Typed | None

    def of(self, path: str) -> tuple[Cell, ...]:
        return tuple(self._cell(path, language) for language in self.playbook.languages)

    def _cell(self, path: str, language: str) -> Cell:
        playbook, typed = self.playbook, self.typed
        mine = typed if typed and (typed.path, typed.language) == (path, language) else None
        text = mine.text if mine else playbook.text(path, language)
        return Cell(
            path=path,
            language=language,
            language_name=languages()[language],
            text=text,
            preview=fill(text, example_facts(playbook, language)),
            default=default().text(path, language),
            own=(path, language) in playbook.own,
            reviewed=playbook.is_reviewed(path, language),
            length=length_of(playbook, language, text),
            limit=limit_of(playbook, path),
            refusal=mine.refusal if mine else "",
        )

    def card(self, path: str, name: str, channel: str, *marks: str, **more: Any) -> Card:
        left_open = tuple(sorted(placeholders_of(default().text(path, ENGLISH))))
        marks = tuple(mark.replace("_", " ") for mark in marks)
        said = name.replace("_", " ")
        return Card(path, said, channel, marks, self.of(path), placeholders=left_open, **more)


def _blocks(cells: _Cells, name: str) -> Iterator[tuple[str, list[Card]]]:
    """The headings of a page, each with its texts."""
    playbook = cells.playbook
    if name == GUIDELINES:
        cards = playbook.guidelines.values()
        yield "Cards", [cells.card(c.path, c.id, "card", *c.source_refs) for c in cards]
    elif name == LABELS:
        for group, labels in playbook.labels.items():
            paths = ((f"{LABELS}.{group}.{key}", key) for key in labels)
            shown = [cells.card(path, key, "label") for path, key in paths]
            yield LABEL_GROUPS[group], shown
    else:
        yield from _situation_blocks(cells, playbook.situations[name])


def _situation_blocks(cells: _Cells, situation: Situation) -> Iterator[tuple[str, list[Card]]]:
    yield "What is said", [c for s in situation.scripts.values() for c in _script_cards(cells, s)]
    yield "The steps", [_step_card(cells, step) for step in situation.steps.values()]
    yield "The title", [cells.card(situation.title_path, "title", "step")]


def _script_cards(cells: _Cells, script: Script) -> Iterator[Card]:
    if script.objection:
        yield cells.card(script.objection_path, f"{script.id}: the client says", "objection")
    yield cells.card(script.path, script.id, script.channel, *script.contains)


def _step_card(cells: _Cells, step: Step) -> Card:
    marks = (step.actor, "question" if step.is_question else "do", *timer_words(step.timer))
    ways = {"yes": step.yes, "no": step.no, "then": step.next}
    said = [(word, f"{step.situation}.{to}") for word, to in ways.items() if to]
    said += [("say", f"{step.situation}/{script}") for script in step.use]
    return cells.card(step.path, step.id, "step", *marks, ways=tuple(said))
