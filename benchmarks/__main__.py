"""`./dev bench [--counts 1000 5000] [--json FILE]`: measures, and prints a table and JSON."""

from __future__ import annotations

import argparse
import json
import logging
import signal
import sys
from dataclasses import asdict
from pathlib import Path

from benchmarks import measures, stack
from benchmarks.measures import Measure

BARE = 200


def main() -> None:
    """Measure everything in one run."""
    parser = argparse.ArgumentParser(prog="./dev bench")
    parser.add_argument("--counts", type=int, nargs="+", default=[1000, 5000], metavar="N")
    parser.add_argument("--consumers", type=int, nargs="+", default=[1, 2], metavar="N")
    parser.add_argument("--json", type=Path, help="also write the numbers to this file")
    options = parser.parse_args()

    # Ended by a signal it still ends its consumers and drops its database.
    signal.signal(signal.SIGTERM, lambda *_: sys.exit(1))
    stack.prepare()
    stack.portal()
    logging.disable(logging.ERROR)
    found: list[Measure] = []

    def note(measure: Measure) -> None:
        found.append(measure)
        print(_line(measure), flush=True)

    try:
        print(_line(None))
        for deferred in (False, True):
            note(measures.bare_actions(BARE, deferred=deferred))
        for count in options.counts:
            for consumers in options.consumers:
                stack.reset()
                _synchronisations(
                    count, consumers, last=consumers == options.consumers[-1], note=note
                )
    finally:
        stack.remove()
    text = json.dumps([{**asdict(m), "rate": round(m.rate, 1)} for m in found], indent=1)
    print(text)
    if options.json:
        options.json.write_text(text + "\n")


def _synchronisations(count: int, consumers: int, *, last: bool, note: object) -> None:
    assert callable(note)
    with stack.catalogue(count) as url, stack.consumers(consumers) as processes:
        if last:
            note(measures.floor(url, count))
        source_id = stack.make_source(url)
        note(measures.first_run(source_id, processes))
        if not last:
            return
        note(measures.next_run("unchanged run", source_id, processes))
        with stack.catalogue(count, changed=1) as changed:
            stack.move_source(source_id, changed)
            note(measures.next_run("1 % changed", source_id, processes))


def _line(measure: Measure | None) -> str:
    if measure is None:
        return f"{'measure':36}{'records':>9}{'seconds':>10}{'per second':>12}"
    extra = "  ".join(f"{name} {value:g}" for name, value in _rounded(measure.extra).items())
    numbers = f"{measure.records:>9}{measure.seconds:>10.1f}{measure.rate:>12.1f}"
    return f"{measure.name:36}{numbers}  {extra}"


def _rounded(extra: dict[str, float]) -> dict[str, float]:
    return {name: round(value, 1) for name, value in extra.items()}


if __name__ == "__main__":
    main()
