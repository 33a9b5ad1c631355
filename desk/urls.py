"""Where the staff's pages are."""

from django.urls import path

from desk import case_pages, pages, playbook_page

urlpatterns = [
    path("desk/", pages.desk, name="desk"),
    path("office/", pages.office, name="office"),
    path("office/sheet/", pages.sheet, name="sheet"),
    path("office/playbook/", playbook_page.index, name="playbook"),
    path("office/playbook/<str:name>/", playbook_page.section, name="playbook-section"),
    path("desk/cases/", case_pages.index, {"place": "desk"}, name="desk-cases"),
    path("desk/cases/new/", case_pages.new, {"place": "desk"}, name="desk-case-new"),
    path("desk/cases/<int:case_id>/", case_pages.one, {"place": "desk"}, name="desk-case"),
    path("office/cases/", case_pages.index, {"place": "office"}, name="office-cases"),
    path("office/cases/new/", case_pages.new, {"place": "office"}, name="office-case-new"),
    path("office/cases/<int:case_id>/", case_pages.one, {"place": "office"}, name="office-case"),
    path("office/waits/", pages.waits, name="office-waits"),
]
