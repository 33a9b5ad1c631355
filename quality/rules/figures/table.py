"""The list of figures (DOMAIN.md 5), in the order of the chapter."""

from quality.rules.figures.figure import Figure
from quality.rules.figures.listed_breaks import BREAKS
from quality.rules.figures.listed_clients import CLIENTS
from quality.rules.figures.listed_house import HOUSE

INDICATORS: tuple[Figure, ...] = (*BREAKS, *CLIENTS, *HOUSE)
BY_KEY = {figure.key: figure for figure in INDICATORS}
