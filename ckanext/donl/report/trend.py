"""The last runs of a source as a chart: what changed stands above the line, what went wrong hangs
below it. Unchanged records are not drawn; they would dwarf all else."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import sqlalchemy as sa
from ckan import model

from .counting import counts
from .model import FINISHED, RUNNING, Run

RUNS = 30
_WIDTH, _GAP = 9, 2
#: The height of the chart above its line and below it, in units of its drawing.
ABOVE, BELOW = 44, 22
_UP = ("added", "updated", "deleted")
_DOWN = ("rejected", "errors")


@dataclass(frozen=True)
class Piece:
    """A part of a bar: a rectangle.

    :param kind: the count that it stands for
    """

    kind: str
    x: int
    y: float
    height: float
    width: int = _WIDTH


@dataclass(frozen=True)
class Bar:
    """A run.

    :param failed: it did not end as it should
    """

    job_id: str
    started: str
    status: str
    counts: dict[str, int]
    middle: float
    pieces: list[Piece]
    failed: bool


@dataclass(frozen=True)
class Trend:
    """The chart of a source.

    :param width: in units of its drawing
    """

    bars: list[Bar]
    width: int = RUNS * (_WIDTH + _GAP)
    height: int = ABOVE + BELOW


def trends(source_ids: Sequence[str]) -> dict[str, Trend]:
    """The charts of sources, by source; the newest run is at the right."""
    place = sa.func.row_number().over(partition_by=Run.source_id, order_by=Run.started.desc())
    last = sa.select(Run.job_id, place.label("place")).where(Run.source_id.in_(source_ids))
    numbered = last.subquery()
    query = (
        sa.select(Run)
        .join(numbered, numbered.c.job_id == Run.job_id)
        .where(numbered.c.place <= RUNS)
        .order_by(Run.started)
    )
    runs = model.Session.scalars(query).all()
    numbers = counts(runs)
    found: dict[str, list[Run]] = {}
    for run in runs:
        found.setdefault(run.source_id, []).append(run)
    return {source_id: _trend(of_source, numbers) for source_id, of_source in found.items()}


def _trend(runs: Sequence[Run], numbers: dict[str, dict[str, int]]) -> Trend:
    most_up = max(sum(numbers[run.job_id][kind] for kind in _UP) for run in runs)
    most_down = max(sum(numbers[run.job_id][kind] for kind in _DOWN) for run in runs)
    bars = []
    for place, run in enumerate(runs, RUNS - len(runs)):
        x = place * (_WIDTH + _GAP)
        found = numbers[run.job_id]
        pieces = [
            *_pieces(found, _UP, x, ABOVE, most_up, -1),
            *_pieces(found, _DOWN, x, BELOW, most_down, 1),
        ]
        status = run.status if run.finished else RUNNING
        failed = status not in (FINISHED, RUNNING)
        middle = x + _WIDTH / 2
        bars.append(Bar(run.job_id, run.started.isoformat(), status, found, middle, pieces, failed))
    return Trend(bars)


def _pieces(
    found: dict[str, int], kinds: Sequence[str], x: int, room: int, most: int, way: int
) -> list[Piece]:
    """:param way: -1 upwards from the line, 1 downwards"""
    pieces = []
    edge = float(ABOVE)
    for kind in kinds:
        if not found[kind]:
            continue
        # What there is can be seen, however little it is.
        height = max(round(found[kind] / most * room, 1), 1.5)
        edge, top = (edge - height, edge - height) if way < 0 else (edge + height, edge)
        pieces.append(Piece(kind, x, round(top, 1), height))
    return pieces
