"""Coming in: the login page, and the way from the front door to one's place."""

from django.contrib.auth.decorators import login_required
from django.contrib.auth.views import LoginView
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.views.decorators.http import require_safe

from branches.models import Staff
from branches.queries import manages_somewhere


class LoginPage(LoginView):
    """A plain form; who is logged in already goes on."""

    redirect_authenticated_user = True


@require_safe
@login_required
def landing(request: HttpRequest) -> HttpResponse:
    """Managers and head office to the office, tellers to the desk, other logins to the admin."""
    staff = Staff.objects.filter(user=request.user.pk).first()
    if staff is None:
        return redirect("admin:index" if request.user.is_staff else "desk")
    return redirect("office" if manages_somewhere(staff) else "desk")
