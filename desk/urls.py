"""Where the staff's pages are."""

from django.urls import path

from desk import pages

urlpatterns = [
    path("desk/", pages.desk, name="desk"),
    path("office/", pages.office, name="office"),
    path("office/sheet/", pages.sheet, name="sheet"),
    path("office/waits/", pages.waits, name="office-waits"),
]
