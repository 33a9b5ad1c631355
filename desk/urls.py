"""Where the staff's pages are."""

from django.urls import URLPattern, path

from desk import case_pages, figure_pages, pages, playbook_page, playlists_page, screens_page


def figures_at(at: str) -> list[URLPattern]:
    """The pages of figures: the office's are a branch's, the desk's a person's own."""
    here, place = f"{at}/figures/", {"at": at}
    return [
        path(here, figure_pages.index, place, name=f"{at}-figures"),
        path(f"{here}paper.pdf", figure_pages.paper, place, name=f"{at}-figures-paper"),
        path(f"{here}<str:key>/paper.pdf", figure_pages.paper, place, name=f"{at}-figure-paper"),
        path(f"{here}<str:key>/", figure_pages.one, place, name=f"{at}-figure"),
        path(f"{here}<str:key>/events/", figure_pages.events, place, name=f"{at}-figure-events"),
    ]


urlpatterns = [
    path("desk/", pages.desk, name="desk"),
    path("office/", pages.office, name="office"),
    path("office/sheet/", pages.sheet, name="sheet"),
    path("office/screens/", screens_page.index, name="office-screens"),
    path("office/screens/table/", screens_page.table, name="office-screens-table"),
    path("office/screens/<int:device_id>/", screens_page.one, name="office-screen"),
    path("office/playlists/", playlists_page.index, name="office-playlists"),
    path("office/playlists/<int:playlist_id>/", playlists_page.one, name="office-playlist"),
    path("office/playbook/", playbook_page.index, name="playbook"),
    path("office/playbook/<str:name>/", playbook_page.section, name="playbook-section"),
    path("desk/cases/", case_pages.index, {"place": "desk"}, name="desk-cases"),
    path("desk/cases/new/", case_pages.new, {"place": "desk"}, name="desk-case-new"),
    path("desk/cases/<int:case_id>/", case_pages.one, {"place": "desk"}, name="desk-case"),
    path("office/cases/", case_pages.index, {"place": "office"}, name="office-cases"),
    path("office/cases/new/", case_pages.new, {"place": "office"}, name="office-case-new"),
    path("office/cases/<int:case_id>/", case_pages.one, {"place": "office"}, name="office-case"),
    path("office/figures/branches/", figure_pages.branches, name="office-figures-branches-of"),
    path(
        "office/figures/branches/<str:key>/", figure_pages.branches, name="office-figures-branches"
    ),
    *figures_at("office"),
    *figures_at("desk"),
    path("office/waits/", pages.waits, name="office-waits"),
]
