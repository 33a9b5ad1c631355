"""The forms of the office's playlists: what a manager types becomes one verb."""

from collections.abc import Mapping
from typing import Any

from django import forms

from quality.playbook.phrases import languages
from signage.models import PlaylistItem
from signage.rules.playlists import ENGLISH, LONGEST_SECONDS, LONGEST_TEXT, SHORTEST_SECONDS

TEXT = "text_"


class NameForm(forms.Form):
    """What a playlist is called."""

    name = forms.CharField(max_length=80)


class WordForm(forms.Form):
    """A word that no playlist may hold."""

    word = forms.CharField(max_length=80, label="Word, or several that follow each other")


class PageForm(forms.Form):
    """One page of a playlist: its words in every language, how long, and on which days."""

    seconds = forms.IntegerField(
        min_value=SHORTEST_SECONDS, max_value=LONGEST_SECONDS, initial=10, label="Seconds"
    )
    first_day = forms.DateField(required=False, label="From")
    last_day = forms.DateField(required=False, label="To")

    def __init__(self, *args: Any, lines: int = 3, **more: Any) -> None:
        super().__init__(*args, **more)
        for language, name in languages().items():
            field = forms.CharField(
                max_length=LONGEST_TEXT,
                required=language == ENGLISH,
                label=name,
                widget=forms.Textarea(attrs={"rows": lines, "lang": language}),
            )
            self.fields[TEXT + language] = field
        for name in ("first_day", "last_day"):
            self.fields[name].widget = forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d")

    @property
    def english(self) -> forms.BoundField:
        """The text that stands in for all that are not written."""
        return self[TEXT + ENGLISH]

    @property
    def others(self) -> list[forms.BoundField]:
        """The text in the other languages."""
        return [self[TEXT + language] for language in languages() if language != ENGLISH]

    def values(self) -> dict[str, Any]:
        """What was typed, as the verbs take it."""
        typed = dict(self.cleaned_data)
        texts = {la: typed.pop(TEXT + la).replace("\r\n", "\n") for la in languages()}
        typed.pop("file", None)
        return {"texts": texts, **typed}


class FileForm(PageForm):
    """A page that shows a file; its words are for those who do not see it."""

    file = forms.FileField(label="Image (PNG, JPEG, WebP, 5 MB) or video (MP4, WebM, 20 MB)")

    def __init__(self, *args: Any, **more: Any) -> None:
        super().__init__(*args, lines=1, **more)
        accept = "image/png,image/jpeg,image/webp,video/mp4,video/webm"
        self.fields["file"].widget.attrs["accept"] = accept


def form_of(item: PlaylistItem, typed: Mapping[str, Any] | None = None) -> PageForm:
    """The form of a page as it is, or as somebody typed it."""
    kept = {TEXT + language: text for language, text in item.texts.items()}
    names = ("seconds", "first_day", "last_day")
    initial = kept | {name: getattr(item, name) for name in names}
    lines = 3 if item.file_id is None else 1
    return PageForm(typed, initial=initial, auto_id=f"id_{item.pk}_%s", lines=lines)
