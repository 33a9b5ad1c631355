"""The stock admin, to look and to mend words; what happened can only be read."""

from typing import Any

from django.contrib import admin
from django.http import HttpRequest

from branches.models import Branch, ClockSetting, Device, Event, Membership, Organisation, Staff


class ReadOnlyAdmin(admin.ModelAdmin):
    """A table that nobody changes by hand."""

    def has_add_permission(self, request: HttpRequest) -> bool:
        return False

    def has_change_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return False

    def has_delete_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return False


class KeptAdmin(admin.ModelAdmin):
    """A table whose rows are opened and mended, but not deleted: the audit points to them."""

    def save_model(self, request: HttpRequest, obj: Any, form: Any, change: bool) -> None:
        """Write only what was mended: a whole row would undo what happened meanwhile."""
        own = {field.name for field in obj._meta.concrete_fields}
        mended = [name for name in form.changed_data if name in own] if change else None
        obj.save(update_fields=mended)

    def has_delete_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return False


@admin.register(Organisation)
class OrganisationAdmin(KeptAdmin):
    list_display = ["name", "slug"]


@admin.register(Branch)
class BranchAdmin(KeptAdmin):
    list_display = ["name", "organisation", "kind", "time_zone", "accepts_tickets"]
    list_filter = ["organisation", "kind"]
    readonly_fields = ["version", "next_step_at"]


class MembershipInline(admin.TabularInline):
    model = Membership
    extra = 0


@admin.register(Staff)
class StaffAdmin(KeptAdmin):
    list_display = ["name", "position", "user"]
    search_fields = ["name", "user__username"]
    inlines = [MembershipInline]


@admin.register(Device)
class DeviceAdmin(ReadOnlyAdmin):
    list_display = ["name", "kind", "branch", "zone", "last_seen_at", "retired_at"]
    list_filter = ["branch", "kind"]
    exclude = ["token_hash"]


@admin.register(Event)
class EventAdmin(ReadOnlyAdmin):
    list_display = ["branch", "number", "kind", "at", "by"]
    list_filter = ["branch", "kind"]
    list_select_related = ["branch", "by"]
    ordering = ["-at", "-number"]


admin.site.register(ClockSetting, ReadOnlyAdmin)
