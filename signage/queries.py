"""What the public pages ask."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime, timedelta

from django.db.models import BinaryField, F, Func, Prefetch, Q, QuerySet

from branches.clock import business_day
from branches.errors import Forbidden, NotFound
from branches.models import Branch, Organisation, Staff
from branches.queries import access_branch
from branches.rules import Role
from breaks.models import Break
from breaks.queries import is_relieved
from breaks.rules.states import COMING, RUNNING
from quality.queries.reports import Asked, report
from quality.rules.figures.table import BY_KEY
from queueapp.models import ReservedNumber, Ticket
from queueapp.rules import code_of
from signage.models import BlockedWord, MediaFile, Playlist, PlaylistItem
from signage.rules.playlists import blocked_in, is_over
from signage.tickets import phrases_in

FOUR_WEEKS = timedelta(days=28)
DAY = timedelta(days=1)
PUBLIC = ("k1", "k4", "k9")


def breaks_before(ticket: Ticket, now: datetime) -> list[Break]:
    """Today's announced and running breaks at the counters that serve the ticket's queue; those
    during which somebody sits in close nothing and concern no client (F25).
    """
    days = (ticket.day, business_day(ticket.branch, now))
    rows = Break.objects.filter(
        branch=ticket.branch_id,
        state__in=[*COMING, *RUNNING],
        day__in=days,
        counter__queues=ticket.queue_id,
    )
    rows = rows.select_related("counter").order_by("starts_at", "id")
    rows = rows.prefetch_related("counter__queues", "reliefs__counter__queues")
    return [b for b in rows if not is_relieved(b)]


def is_called(branch: Branch, code: str, counter: str, *, now: datetime) -> bool:
    """Whether a number was called today, and the branch has such a counter: only that is spoken."""
    if not branch.counters.filter(label=counter).exists():
        return False
    today = branch.tickets.filter(day=business_day(branch, now), code=code)
    return today.filter(called_at__isnull=False).exists()


def code_in_reserve(token: str, now: datetime) -> str | None:
    """The code of a number of today that a kiosk holds and has not reported; None for any other."""
    rows = ReservedNumber.objects.select_related("queue__branch")
    held = rows.filter(token=token, ticket=None, device__retired_at=None).first()
    if held is None or held.day != business_day(held.queue.branch, now):
        return None
    return code_of(held.queue.letter, held.number)


@dataclass(frozen=True)
class Told:
    """One share as the lobby reads it: whole per cent."""

    name: str
    percent: str


def last_weeks(branch: Branch, now: datetime) -> tuple[date, date]:
    """The four weeks up to yesterday at the branch."""
    until = business_day(branch, now) - DAY
    return until - FOUR_WEEKS + DAY, until


def public_shares(branch: Branch, since: date, until: date, language: str) -> list[Told]:
    """The shares that rest on twenty cases or more."""
    asked = Asked((branch.pk,), since, until)
    rows = report(asked, [BY_KEY[key] for key in PUBLIC])
    say = phrases_in(language)
    return [
        # never rounded up to a hundred
        Told(say[f"figure_{row.reading.figure.key}"], f"{int(row.reading.value)}\u00a0%")
        for row in rows
        if row.reading.value is not None and not row.reading.few
    ]


def playlists_of(branch: Branch) -> QuerySet[Playlist]:
    """The playlists of a branch by name, with their items in order."""
    # what a file holds is large and never needed to tell of it
    items = Prefetch("items", PlaylistItem.objects.select_related("file").defer("file__body"))
    return branch.playlists.order_by("name").prefetch_related(items, "layouts__device")


def access_playlist(staff: Staff, branch_id: int, playlist_id: int) -> Playlist:
    """The playlist of a branch, for its manager or the head office: 404 for strangers."""
    branch = access_branch(staff, branch_id, role=Role.MANAGER)
    playlist = playlists_of(branch).filter(pk=playlist_id).first()
    if playlist is None:
        raise NotFound("playlist")
    return playlist


def access_item(staff: Staff, branch_id: int, playlist_id: int, item_id: int) -> PlaylistItem:
    """One page of a playlist, for whoever may change it."""
    items = access_playlist(staff, branch_id, playlist_id).items
    item = items.select_related("file").defer("file__body").filter(pk=item_id).first()
    if item is None:
        raise NotFound("page of the playlist")
    return item


def led_by(staff: Staff) -> Organisation:
    """The organisation that a person leads, or a branch of it; a teller is refused."""
    leading = staff.memberships.exclude(role=Role.TELLER).select_related("organisation")
    membership = leading.order_by("pk").first()
    if membership is None:
        raise Forbidden("This is for managers and the head office.")
    return membership.organisation


def leads_all(staff: Staff, organisation: Organisation) -> bool:
    """Whether a person is of the head office of an organisation."""
    own = staff.memberships.filter(organisation=organisation, role=Role.HEAD_OFFICE)
    return own.exists()


def blocking_for(
    staff: Staff, branch_id: int | None, organisation: Organisation | None = None
) -> tuple[Organisation, Branch | None]:
    """For whom a person blocks words: a manager for the own branch, the head office for all
    (`branch_id` None) of an organisation, or of the one the person leads.
    """
    if branch_id is not None:
        branch = access_branch(staff, branch_id, role=Role.MANAGER)
        return branch.organisation, branch
    organisation = organisation or led_by(staff)
    if not leads_all(staff, organisation):
        raise Forbidden("Only the head office blocks words for all branches.")
    return organisation, None


def access_word(staff: Staff, word_id: int) -> BlockedWord:
    """A blocked word, for whoever may allow it again: 404 for one of strangers."""
    own = staff.memberships.exclude(role=Role.TELLER).values("organisation")
    rows = BlockedWord.objects.select_related("organisation").filter(organisation__in=own)
    blocked = rows.filter(pk=word_id).first()
    if blocked is None:
        raise NotFound("blocked word")
    blocking_for(staff, blocked.branch_id, blocked.organisation)
    return blocked


def blocked_words_of(
    organisation: Organisation, branches: Iterable[Branch]
) -> QuerySet[BlockedWord]:
    """The words of a whole organisation and those of some of its branches, by the alphabet."""
    here = Q(branch=None) | Q(branch__in=branches)
    return BlockedWord.objects.filter(here, organisation=organisation).order_by("word", "pk")


def words_blocked_at(branch: Branch) -> list[str]:
    """What no playlist of a branch may hold, by the alphabet (FIL-11)."""
    rows = blocked_words_of(branch.organisation, [branch])
    return list(rows.values_list("word", flat=True))


def playing(playlist_id: int | None, branch: Branch, now: datetime) -> list[PlaylistItem]:
    """What a screen plays from today on: nothing that is over, nothing that holds a word which
    was blocked after it was written (F68).
    """
    items = PlaylistItem.objects.filter(playlist=playlist_id, playlist__branch=branch)
    words, today = words_blocked_at(branch), business_day(branch, now)
    rows = items.select_related("file").defer("file__body")
    return [
        item
        for item in rows
        if not is_over(item.last_day, today) and not blocked_in(item.texts.values(), words)
    ]


def file_in(branch: Branch, sha256: str) -> MediaFile:
    """What is known of a file of a branch, without its bytes."""
    file = branch.media_files.defer("body").filter(sha256=sha256).first()
    if file is None:
        raise NotFound("file")
    return file


def bytes_of(file: MediaFile, first: int, last: int) -> bytes:
    """The bytes of a file from the first to the last of these, both counted from 0."""
    # the database cuts the piece: a video as a whole is never read for a part of it
    piece = Func(
        F("body"), first + 1, last - first + 1, function="SUBSTRING", output_field=BinaryField()
    )
    rows = MediaFile.objects.filter(pk=file.pk).annotate(piece=piece)
    return bytes(rows.values_list("piece", flat=True).get())


def known_counter(branch: Branch, label: str) -> str:
    """The label that was asked for, which may be none: 404 for one of no counter of the branch."""
    if label and not branch.counters.filter(label=label).exists():
        raise NotFound("counter")
    return label
