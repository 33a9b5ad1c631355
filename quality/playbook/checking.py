"""What a playbook must be before anybody reads it: languages, placeholders, ways, lengths.

Pure: a document as YAML gives it, its problems out, each with a stable code and where it stands.
"""

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any

Document = Mapping[str, Any]
PLACEHOLDER = re.compile(r"\{(\w*)\}")
BRACE = re.compile(r"[{}]")
CYRILLIC = re.compile(r"[Ѐ-ӿ]")
LATIN = re.compile(r"[A-Za-z]")
# letters that Russian has and Bulgarian has not
RUSSIAN = re.compile(r"[ыэё]")
# what Cyrillic texts may write in Latin letters
BORROWED = re.compile(r"\{\w+\}|e-mail|ATM|R\+5")
SOURCE = re.compile(r"(HU|FIL|BG|TR)-[1-9]\d*")
IN_CYRILLIC = ("bg", "ru")
# they announce what is good, so there is nothing to be sorry for
NO_APOLOGY = ("return_from_break", "last_call")
WAYS_ON = ("next", "yes", "no")


@dataclass(frozen=True)
class Problem:
    """One thing that is wrong: a stable code, the path of the text or step, and what it is."""

    code: str
    where: str
    what: str = ""

    def __str__(self) -> str:
        return f"{self.where}: {self.code} {self.what}".strip()


def problems_of(document: Document) -> list[Problem]:
    """Everything that is wrong with a playbook; none: it may be used."""
    return list(_Check(document).problems())


class _Check:
    """One reading of a document."""

    def __init__(self, document: Document) -> None:
        self.document = document
        self.languages = set(document["languages"])
        self.known = document["placeholders"]
        self.limits = {name: each["max_chars"] for name, each in document["channels"].items()}
        self.situations = {each["id"]: each for each in document["situations"]}

    def problems(self) -> Iterator[Problem]:
        yield from _twice(self.document["situations"], "situation", "playbook")
        for situation in self.document["situations"]:
            yield from self._situation(situation)
        for group, labels in self.document["labels"].items():
            for key, texts in labels.items():
                yield from self._texts(f"labels.{group}.{key}", texts)
        yield from _twice(self.document["guidelines"], "guideline", "guidelines")
        for card in self.document["guidelines"]:
            yield from self._texts(f"guidelines.{card['id']}", card["text"])
            yield from _sources(f"guidelines.{card['id']}", card)

    def _situation(self, row: Document) -> Iterator[Problem]:
        here = row["id"]
        yield from self._texts(f"{here}.title", row["title"])
        yield from _sources(here, row)
        yield from _twice(row["steps"], "step", here)
        yield from _twice(row["scripts"], "script", here)
        yield from _ways(row)
        for step in row["steps"]:
            yield from self._step(here, step, {each["id"] for each in row["scripts"]})
        used = {script for step in row["steps"] for script in step.get("use", ())}
        for script in row["scripts"]:
            yield from self._script(here, script, used)
        if row["group"] == "break" and here not in NO_APOLOGY and not _apologises(row):
            yield Problem("no_apology", here)

    def _step(self, here: str, step: Document, scripts: set[str]) -> Iterator[Problem]:
        path = f"{here}.{step['id']}"
        if step["actor"] not in self.document["actors"]:
            yield Problem("actor_unknown", path, step["actor"])
        yield from _ask_or_text(path, step)
        yield from self._texts(path, step.get("ask") or step.get("text") or {})
        if step.get("goto") and step["goto"] not in self.situations:
            yield Problem("goto_unknown", path, step["goto"])
        for used in step.get("use", ()):
            if used not in scripts:
                yield Problem("script_missing", path, used)

    def _script(self, here: str, script: Document, used: set[str]) -> Iterator[Problem]:
        path = f"{here}/{script['id']}"
        if script["id"] not in used:
            yield Problem("script_unused", path)
        yield from self._texts(path, script["text"])
        if "objection" in script:
            yield from self._texts(f"{path}.objection", script["objection"])
        limit = self.limits.get(script["channel"])
        if limit is None:
            yield Problem("channel_unknown", path, script["channel"])
            return
        for language, text in script["text"].items():
            length = len(self._filled(text or ""))
            if length > limit:
                yield Problem("too_long", f"{path}.{language}", f"{length} > {limit}")

    def _filled(self, text: str) -> str:
        def example(found: re.Match[str]) -> str:
            return str(self.known.get(found[1], {}).get("example", ""))

        return PLACEHOLDER.sub(example, text)

    def _texts(self, path: str, texts: Mapping[str, str]) -> Iterator[Problem]:
        if set(texts) != self.languages:
            yield Problem("languages", path, ", ".join(sorted(self.languages ^ set(texts))))
            return
        wanted = set(PLACEHOLDER.findall(texts["en"] or ""))
        for language, text in texts.items():
            where = f"{path}.{language}"
            if not isinstance(text, str) or not text.strip():
                yield Problem("empty", where)
                continue
            yield from self._placeholders(where, text, wanted)
            yield from letters_of(where, language, text)

    def _placeholders(self, where: str, text: str, wanted: set[str]) -> Iterator[Problem]:
        found = set(PLACEHOLDER.findall(text))
        if BRACE.search(PLACEHOLDER.sub("", text)):
            yield Problem("brace", where, text)
        for name in sorted(found - set(self.known)):
            yield Problem("placeholder_unknown", where, name)
        if found != wanted:
            yield Problem("placeholder_differs", where, ", ".join(sorted(found ^ wanted)))


def letters_of(where: str, language: str, text: str) -> Iterator[Problem]:
    """Letters of an alphabet that the language does not write in."""
    cyrillic = language in IN_CYRILLIC
    if not cyrillic and CYRILLIC.search(text):
        yield Problem("letters_cyrillic", where, text)
    if cyrillic and LATIN.search(BORROWED.sub("", text)):
        yield Problem("letters_latin", where, text)
    if language == "bg" and RUSSIAN.search(text):
        yield Problem("letters_russian", where, text)


def _twice(rows: list[Document], kind: str, where: str) -> Iterator[Problem]:
    ids = [row["id"] for row in rows]
    for each in sorted({i for i in ids if ids.count(i) > 1}):
        yield Problem(f"duplicate_{kind}", where, each)


def _sources(where: str, row: Document) -> Iterator[Problem]:
    for source in row["source_refs"]:
        if not SOURCE.fullmatch(source):
            yield Problem("source_unknown", where, source)


def _ask_or_text(path: str, step: Document) -> Iterator[Problem]:
    if ("ask" in step) == ("text" in step):
        yield Problem("ask_or_text", path)
    if "ask" in step and not ("yes" in step and "no" in step):
        yield Problem("ask_without_answers", path)


def _ways(row: Document) -> Iterator[Problem]:
    """Every way leads somewhere, and every step is on one."""
    here, steps = row["id"], {step["id"]: step for step in row["steps"]}
    seen: set[str] = set()
    ahead = [row["start"]]
    while ahead:
        step = ahead.pop()
        if step in seen:
            continue
        seen.add(step)
        if step not in steps:
            yield Problem("step_missing", here, step)
            continue
        yield from _ends(f"{here}.{step}", steps[step])
        ahead += _ways_on(steps[step])
    for step in sorted(set(steps) - seen):
        yield Problem("step_unreachable", f"{here}.{step}")


def _ways_on(step: Document) -> list[str]:
    ways = [step[way] for way in WAYS_ON if way in step]
    late = (step.get("timer") or {}).get("on_timeout")
    return ways + ([step.get(late, late)] if late else [])


def _ends(path: str, step: Document) -> Iterator[Problem]:
    if not step.get("end") and not _ways_on(step):
        yield Problem("dead_end", path)
    if step.get("end") and any(way in step for way in WAYS_ON):
        yield Problem("end_goes_on", path)


def _apologises(row: Document) -> bool:
    return any("apology" in script["contains"] for script in row["scripts"])
