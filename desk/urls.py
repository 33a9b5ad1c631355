"""Where the staff's pages are."""

from django.urls import path

from desk import pages, playbook_page

urlpatterns = [
    path("desk/", pages.desk, name="desk"),
    path("office/", pages.office, name="office"),
    path("office/sheet/", pages.sheet, name="sheet"),
    path("office/playbook/", playbook_page.index, name="playbook"),
    path("office/playbook/<str:name>/", playbook_page.section, name="playbook-section"),
    path("office/waits/", pages.waits, name="office-waits"),
]
