"""The stock admin: what was planned, shown and promised can only be read."""

from django.contrib import admin

from branches.admin import ReadOnlyAdmin
from breaks.models import Break, BreakPolicy, Promise, Receipt


@admin.register(BreakPolicy)
class BreakPolicyAdmin(ReadOnlyAdmin):
    list_display = ["organisation", "branch", "version", "since", "by"]
    list_filter = ["organisation"]
    list_select_related = ["organisation", "branch", "by"]


@admin.register(Break)
class BreakAdmin(ReadOnlyAdmin):
    list_display = ["staff", "branch", "day", "kind", "state", "starts_at", "length_minutes"]
    list_filter = ["branch", "day", "state"]
    list_select_related = ["staff", "branch"]
    # why somebody had to go is between the person and the manager
    exclude = ["reason"]


@admin.register(Receipt)
class ReceiptAdmin(ReadOnlyAdmin):
    list_display = ["break_ref", "device", "revision", "starts_at", "at"]
    list_select_related = ["break_ref", "device"]


@admin.register(Promise)
class PromiseAdmin(ReadOnlyAdmin):
    list_display = ["ticket", "kind", "returns_at", "fixed_at"]
    list_select_related = ["ticket"]
