"""Where everything is. Each app says its own paths; only the front of the house is here."""

from django.contrib import admin
from django.urls import include, path
from drf_spectacular.views import SpectacularAPIView, SpectacularSwaggerSplitView

from branches import urls as branches
from breaks import urls as breaks
from config import health
from quality import urls as quality
from queueapp import urls as queueapp
from signage import urls as signage

api = [
    *branches.api_urlpatterns,
    *queueapp.api_urlpatterns,
    *breaks.api_urlpatterns,
    *quality.api_urlpatterns,
    *signage.api_urlpatterns,
]

urlpatterns = [
    path("api/v1/", include(api)),
    path("api/schema/", SpectacularAPIView.as_view(), name="schema"),
    path("api/docs/", SpectacularSwaggerSplitView.as_view(url_name="schema"), name="docs"),
    path("admin/", admin.site.urls),
    path("healthz", health.healthz),
    path("readyz", health.readyz),
    path("", include(branches)),
    path("", include("breaks.urls")),
    path("", include("quality.urls")),
    path("", include("signage.urls")),
    path("", include("desk.urls")),
]
handler400 = "config.errors.bad_request"
handler403 = "config.errors.permission_denied"
handler404 = "config.errors.page_not_found"
handler500 = "config.errors.server_error"
