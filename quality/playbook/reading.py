"""The playbook as it is read: what a person says and does, situation by situation (DOMAIN.md 4).

Pure: `default()` reads the file that came with the product, checks it once and keeps it. Every
text has a path ("situation/script", "situation.step", "labels.group.key"), and an organisation's
own wording replaces a text under its path.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from functools import cache, cached_property
from pathlib import Path
from typing import Any

import yaml

from quality.playbook.checking import problems_of

FILE = Path(__file__).with_name("playbook.yaml")
ENGLISH = "en"
Texts = Mapping[str, str]
Document = Mapping[str, Any]


@dataclass(frozen=True)
class Script:
    """A speech module: what is said aloud, shown on a screen or read on a phone."""

    id: str
    situation: str
    channel: str
    contains: tuple[str, ...]
    text: Texts
    # what the client says, where this is the answer to it
    objection: Texts | None = None

    @property
    def path(self) -> str:
        """Under which its wording is changed."""
        return f"{self.situation}/{self.id}"

    @property
    def objection_path(self) -> str:
        """Under which the client's sentence is changed."""
        return f"{self.path}.objection"


@dataclass(frozen=True)
class Step:
    """One step of a situation: a question with two ways on, or something to do."""

    id: str
    situation: str
    actor: str
    text: Texts
    is_question: bool
    use: tuple[str, ...] = ()
    yes: str = ""
    no: str = ""
    next: str = ""
    # "at", "within", "limit", "on_timeout" … as written in the file
    timer: Mapping[str, Any] = field(default_factory=dict)
    is_end: bool = False
    # the situation that follows
    goto: str = ""

    @property
    def path(self) -> str:
        """Under which its wording is changed."""
        return f"{self.situation}.{self.id}"


@dataclass(frozen=True)
class Situation:
    """What may happen at a counter, the steps through it and what is said meanwhile."""

    id: str
    group: str
    applies_to: tuple[str, ...]
    # "event", "reasons", "at", "when" as written in the file
    trigger: Mapping[str, Any]
    source_refs: tuple[str, ...]
    title: Texts
    start: str
    steps: Mapping[str, Step]
    scripts: Mapping[str, Script]

    @property
    def title_path(self) -> str:
        """Under which its title is changed."""
        return f"{self.id}.title"


@dataclass(frozen=True)
class Guideline:
    """A card of advice that belongs to no moment."""

    id: str
    text: Texts
    source_refs: tuple[str, ...]

    @property
    def path(self) -> str:
        """Under which its wording is changed."""
        return f"guidelines.{self.id}"


@dataclass(frozen=True)
class Placeholder:
    """What a text may leave open: its kind, an example, what it means."""

    name: str
    kind: str
    example: str
    meaning: str


@dataclass(frozen=True)
class Playbook:
    """All situations, labels and guidelines, in every language."""

    version: str
    languages: tuple[str, ...]
    signed_off: tuple[str, ...]
    # how many characters a line may have, by channel
    limits: Mapping[str, int]
    actors: tuple[str, ...]
    placeholders: Mapping[str, Placeholder]
    situations: Mapping[str, Situation]
    labels: Mapping[str, Mapping[str, Texts]]
    guidelines: Mapping[str, Guideline]
    # the texts that an organisation worded itself, as (path, language)
    own: frozenset[tuple[str, str]] = frozenset()

    @cached_property
    def texts(self) -> Mapping[str, Texts]:
        """Every text by its path."""
        return dict(_texts(self))

    def text(self, path: str, language: str) -> str:
        """The text under a path in a language, in English where that one is missing (F42)."""
        texts = self.texts[path]
        return texts.get(language) or texts[ENGLISH]

    def label(self, group: str, key: str, language: str) -> str:
        """What something is called: a public reason, a counter's state, a client's choice."""
        return self.text(f"labels.{group}.{key}", language)

    def script(self, situation: str, script: str) -> Script:
        """A script of a situation."""
        return self.situations[situation].scripts[script]

    def channel_of(self, path: str) -> str:
        """The channel of a script's text; empty for any other text."""
        situation, _, script = path.partition("/")
        found = self.situations[situation].scripts.get(script) if script else None
        return found.channel if found else ""

    def spoken(self, language: str) -> str:
        """The language of the playbook that is meant ("hu-HU" is "hu"), else English (F42)."""
        wanted = language.replace("_", "-").split("-")[0]
        return wanted if wanted in self.languages else ENGLISH

    def is_reviewed(self, path: str, language: str) -> bool:
        """Whether a native speaker has signed the text off; an organisation's own one is theirs."""
        signed = language in self.signed_off
        return signed or language == ENGLISH or (path, language) in self.own


@cache
def default() -> Playbook:
    """The playbook that comes with the product; a broken file is no playbook."""
    document = yaml.load(FILE.read_text(encoding="utf-8"), Loader=_Loader)
    problems = problems_of(document)
    if problems:
        raise ValueError(f"the playbook is broken: {', '.join(map(str, problems))}")
    return read(document)


_Loader = getattr(yaml, "CSafeLoader", yaml.SafeLoader)


def read(document: Document) -> Playbook:
    """A checked document as a playbook."""
    return Playbook(
        version=document["version"],
        languages=tuple(document["languages"]),
        signed_off=tuple(document["review"]["signed_off"]),
        limits={name: each["max_chars"] for name, each in document["channels"].items()},
        actors=tuple(document["actors"]),
        placeholders={
            name: Placeholder(name, each["type"], str(each["example"]), each["meaning"])
            for name, each in document["placeholders"].items()
        },
        situations={each["id"]: _situation(each) for each in document["situations"]},
        labels=document["labels"],
        guidelines={
            each["id"]: Guideline(each["id"], each["text"], tuple(each["source_refs"]))
            for each in document["guidelines"]
        },
    )


def _situation(row: Document) -> Situation:
    return Situation(
        id=row["id"],
        group=row["group"],
        applies_to=tuple(row["applies_to"]),
        trigger=row["trigger"],
        source_refs=tuple(row["source_refs"]),
        title=row["title"],
        start=row["start"],
        steps={each["id"]: _step(row["id"], each) for each in row["steps"]},
        scripts={each["id"]: _script(row["id"], each) for each in row["scripts"]},
    )


def _step(situation: str, row: Document) -> Step:
    return Step(
        id=row["id"],
        situation=situation,
        actor=row["actor"],
        text=row.get("ask") or row["text"],
        is_question="ask" in row,
        use=tuple(row.get("use", ())),
        yes=row.get("yes", ""),
        no=row.get("no", ""),
        next=row.get("next", ""),
        timer=row.get("timer", {}),
        is_end=bool(row.get("end")),
        goto=row.get("goto", ""),
    )


def _script(situation: str, row: Document) -> Script:
    return Script(
        id=row["id"],
        situation=situation,
        channel=row["channel"],
        contains=tuple(row["contains"]),
        text=row["text"],
        objection=row.get("objection"),
    )


def _texts(playbook: Playbook) -> list[tuple[str, Texts]]:
    found: list[tuple[str, Texts]] = []
    for situation in playbook.situations.values():
        found.append((situation.title_path, situation.title))
        found += [(step.path, step.text) for step in situation.steps.values()]
        for script in situation.scripts.values():
            found.append((script.path, script.text))
            if script.objection:
                found.append((script.objection_path, script.objection))
    for group, labels in playbook.labels.items():
        found += [(f"labels.{group}.{key}", texts) for key, texts in labels.items()]
    found += [(each.path, each.text) for each in playbook.guidelines.values()]
    return found


Own = Mapping[tuple[str, str], str]


def overlaid(playbook: Playbook, own: Own) -> Playbook:
    """The playbook with an organisation's own wordings, by path and language, in their places."""
    changed: dict[str, dict[str, str]] = {}
    for (path, language), text in own.items():
        if path in playbook.texts:
            changed.setdefault(path, dict(playbook.texts[path]))[language] = text
    return replace(
        playbook,
        situations={i: _worded(s, changed) for i, s in playbook.situations.items()},
        labels={
            group: {key: changed.get(f"labels.{group}.{key}", t) for key, t in labels.items()}
            for group, labels in playbook.labels.items()
        },
        guidelines={
            key: replace(each, text=changed.get(each.path, each.text))
            for key, each in playbook.guidelines.items()
        },
        own=frozenset(own),
    )


def _worded(situation: Situation, changed: Mapping[str, Texts]) -> Situation:
    return replace(
        situation,
        title=changed.get(situation.title_path, situation.title),
        steps={
            key: replace(step, text=changed.get(step.path, step.text))
            for key, step in situation.steps.items()
        },
        scripts={
            key: replace(
                script,
                text=changed.get(script.path, script.text),
                objection=changed.get(script.objection_path, script.objection),
            )
            for key, script in situation.scripts.items()
        },
    )
