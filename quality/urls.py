"""The paths of playbook, protocols, alarms, cases and indicators; the client's pages of a case."""

from django.urls import URLPattern, path

from quality import pages
from quality.api import (
    alarms,
    cases,
    client_cases,
    playbook,
    protocols,
    report_events,
    reports,
    rest_records,
)

api_urlpatterns: list[URLPattern] = [
    path("branches/<int:branch_id>/cards/", protocols.CardsView.as_view()),
    path("cards/<int:run_id>/", protocols.CardView.as_view()),
    path("cards/<int:run_id>/answer/", protocols.AnswerView.as_view()),
    path("cards/<int:run_id>/said/", protocols.SaidView.as_view()),
    path("branches/<int:branch_id>/alarms/", alarms.AlarmsView.as_view()),
    path("sessions/<int:session_id>/alarm/", alarms.SessionAlarmView.as_view()),
    path("alarms/<int:alarm_id>/acknowledgement/", alarms.AcknowledgementView.as_view()),
    path("alarms/<int:alarm_id>/resolution/", alarms.ResolutionView.as_view()),
    path("tickets/<str:token>/words/", playbook.TicketWordsView.as_view()),
    path("tickets/<str:token>/cases/", client_cases.TicketCasesView.as_view()),
    path("cases/<str:token>/", client_cases.ClientCaseView.as_view()),
    path("cases/<str:token>/outcome/", client_cases.ClientOutcomeView.as_view()),
    path("cases/<str:token>/notes/", client_cases.ClientNotesView.as_view()),
    path("branches/<int:branch_id>/cases/", cases.CasesView.as_view()),
    path("desk-cases/<int:case_id>/", cases.CaseView.as_view()),
    path("desk-cases/<int:case_id>/understanding/", cases.UnderstandingView.as_view()),
    path("desk-cases/<int:case_id>/options/", cases.OptionsView.as_view()),
    path("desk-cases/<int:case_id>/agreement/", cases.AgreementView.as_view()),
    path("desk-cases/<int:case_id>/delay/", cases.DelayView.as_view()),
    path("desk-cases/<int:case_id>/answer/", cases.AnswerView.as_view()),
    path("desk-cases/<int:case_id>/outcome/", cases.OutcomeView.as_view()),
    path("desk-cases/<int:case_id>/notes/", cases.NotesView.as_view()),
    path("desk-cases/<int:case_id>/handover/", cases.HandoverView.as_view()),
    path("desk-cases/<int:case_id>/acceptance/", cases.AcceptanceView.as_view()),
    path("desk-cases/<int:case_id>/call/", cases.CallView.as_view()),
    path("desk-cases/<int:case_id>/call/stage/", cases.StageView.as_view()),
    path("reports/rest-records.csv", rest_records.RestRecordsFile.as_view()),
    path("reports/figures/", reports.ListView.as_view()),
    path("reports/kpi/", reports.KpiView.as_view()),
    path("reports/kpi.csv", reports.KpiFile.as_view()),
    path("reports/kpi/<str:k>/trend/", reports.TrendView.as_view()),
    path("reports/kpi/<str:k>/trend.csv", reports.TrendFile.as_view()),
    path("reports/kpi/<str:k>/branches/", reports.BranchesView.as_view()),
    path("reports/kpi/<str:k>/branches.csv", reports.BranchesFile.as_view()),
    path("reports/kpi/<str:k>/events/", report_events.KpiEventsView.as_view()),
    path("reports/kpi/<str:k>/events.csv", report_events.KpiEventsFile.as_view()),
    path("playbook/", playbook.PlaybookView.as_view()),
    path("playbook/texts/<path:path>/<str:language>/", playbook.TextView.as_view()),
]
urlpatterns = [
    path("t/<str:token>/complaint/", pages.complaint, name="complaint"),
    path("c/<str:token>/", pages.case_page, name="case"),
]
