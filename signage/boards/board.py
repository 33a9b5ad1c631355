"""The board as a value, and in the plain values that travel."""

from dataclasses import asdict, dataclass
from datetime import UTC, datetime
from typing import Any

from signage.notices import Notice


@dataclass(frozen=True)
class Board:
    """One picture of a branch; `next_change_at` is when the clock alone makes it another."""

    version: int
    generated_at: datetime
    next_change_at: datetime | None
    clock_speed: float
    build: str
    branch: dict[str, Any]
    calls: list[dict[str, Any]]
    counters: list[dict[str, Any]]
    queues: list[dict[str, Any]]
    breaks: list[dict[str, Any]]
    notices: list[Notice]
    # the revision of each screen's layout: one that shows an older loads itself anew
    layouts: dict[str, int]
    type: str = "board"

    def as_json(self) -> dict[str, Any]:
        """The board in plain JSON values, instants as ISO 8601 UTC."""
        values: dict[str, Any] = plain(asdict(self))
        for notice in values["notices"]:
            notice["break"] = notice.pop("break_")
        return values


def plain(value: Any) -> Any:
    if isinstance(value, datetime):
        return value.astimezone(UTC).isoformat().replace("+00:00", "Z")
    if isinstance(value, dict):
        return {key: plain(inner) for key, inner in value.items()}
    if isinstance(value, list | tuple):
        return [plain(inner) for inner in value]
    return value
