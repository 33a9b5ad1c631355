"""The files of playlists, out of the database: for a screen by its token, for the office by who
asks. A file never changes (its name is its hash), so whoever has it keeps it for good.
"""

import re

from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse
from django.views.decorators.http import require_safe

from branches.models import Branch
from branches.queries import access_branch, access_device, staff_of
from branches.rules import Role
from signage.models import MediaFile
from signage.queries import bytes_of, file_in

KEPT = "private, max-age=31536000, immutable"
# what somebody uploaded is shown and played, and nothing else
POLICY = "default-src 'none'; sandbox"
ABOUT = {
    "Cache-Control": KEPT,
    "Accept-Ranges": "bytes",
    "X-Content-Type-Options": "nosniff",
    "Content-Security-Policy": POLICY,
    "Cross-Origin-Resource-Policy": "same-origin",
}
RANGE = re.compile(r"bytes=(\d{0,12})-(\d{0,12})")
# a browser asks for the rest of a video piece by piece
LONGEST_PIECE = 2**20


@require_safe
def screen_file(request: HttpRequest, token: str, sha256: str) -> HttpResponse:
    """A file for a paired screen of its branch."""
    return _file(request, access_device(token).branch, sha256)


@require_safe
@login_required
def office_file(request: HttpRequest, branch_id: int, sha256: str) -> HttpResponse:
    """A file as the manager of its branch previews it."""
    branch = access_branch(staff_of(request.user), branch_id, role=Role.MANAGER)
    return _file(request, branch, sha256)


def _file(request: HttpRequest, branch: Branch, sha256: str) -> HttpResponse:
    file = file_in(branch, sha256)
    etag = f'"{file.sha256}"'
    if request.headers.get("If-None-Match") == etag:
        answer = HttpResponse(status=304)
    else:
        answer = _body(request, file)
    for name, value in ABOUT.items():
        answer[name] = value
    answer["ETag"] = etag
    return answer


def _body(request: HttpRequest, file: MediaFile) -> HttpResponse:
    asked = RANGE.fullmatch(request.headers.get("Range", ""))
    if asked is None or asked[0] == "bytes=-":
        return HttpResponse(bytes_of(file, 0, file.size - 1), content_type=file.content_type)
    span = _span(asked[1], asked[2], file.size)
    if span is None:
        return HttpResponse(status=416, headers={"Content-Range": f"bytes */{file.size}"})
    first, last = span
    answer = HttpResponse(bytes_of(file, first, last), status=206, content_type=file.content_type)
    answer.headers["Content-Range"] = f"bytes {first}-{last}/{file.size}"
    return answer


def _span(first: str, last: str, size: int) -> tuple[int, int] | None:
    """The first and the last byte of a piece, as RFC 9110 14.1.2 counts; None beyond the file."""
    if not first:
        begin, end = max(0, size - int(last)), size - 1
    else:
        begin, end = int(first), min(int(last or size), size - 1)
    if begin > end:
        return None
    return begin, min(end, begin + LONGEST_PIECE - 1)
