from quality.models.cases import Case, CaseEvent
from quality.models.figures import LogMark, Tally
from quality.models.protocols import Alarm, PlaybookText, ProtocolRun

__all__ = [
    "Alarm",
    "Case",
    "CaseEvent",
    "LogMark",
    "PlaybookText",
    "ProtocolRun",
    "Tally",
]
