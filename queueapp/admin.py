"""The stock admin: lines, desks and the roster are mended here, places and sittings only read."""

from typing import Any

from django.contrib import admin
from django.forms import ModelForm
from django.http import HttpRequest

from branches.admin import KeptAdmin, ReadOnlyAdmin
from queueapp.models import Counter, CounterSession, Queue, Shift, Ticket


class QueueForm(ModelForm):
    def clean_names(self) -> dict[str, str]:
        """An emptied field is no names."""
        return self.cleaned_data["names"] or {}


@admin.register(Queue)
class QueueAdmin(KeptAdmin):
    form = QueueForm
    list_display = ["name", "letter", "branch", "estimate_minutes"]
    list_filter = ["branch"]

    def get_readonly_fields(self, request: HttpRequest, obj: Any = None) -> list[str]:
        """A queue does not leave the branch whose clients wait in it."""
        return ["branch"] if obj else []


@admin.register(Counter)
class CounterAdmin(KeptAdmin):
    list_display = ["label", "branch", "zone", "state"]
    list_filter = ["branch"]

    def get_readonly_fields(self, request: HttpRequest, obj: Any = None) -> list[str]:
        """A counter does not leave the branch whose people sit at it."""
        return ["state", "branch"] if obj else ["state"]


@admin.register(Shift)
class ShiftAdmin(ReadOnlyAdmin):
    list_display = ["staff", "branch", "day", "starts_at", "ends_at", "counter"]
    list_filter = ["branch", "day"]
    list_select_related = ["staff", "branch", "counter"]


@admin.register(CounterSession)
class CounterSessionAdmin(ReadOnlyAdmin):
    list_display = ["staff", "counter", "branch", "opened_at", "closed_at"]
    list_filter = ["branch"]
    list_select_related = ["staff", "counter", "branch"]


@admin.register(Ticket)
class TicketAdmin(ReadOnlyAdmin):
    list_display = ["code", "branch", "queue", "day", "state", "issued_at"]
    list_filter = ["branch", "day", "state"]
    list_select_related = ["branch", "queue"]
    # whoever has the token acts for the client
    exclude = ["token"]
