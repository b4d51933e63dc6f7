"""How long the synthetic hub takes to make, in seconds of one core: ``python -m benchmarks.synthetic [scale]``."""

import sys
import tempfile
import time
from collections.abc import Callable
from pathlib import Path

from vigil.simulation.synthetic.referrals import generate
from vigil.simulation.synthetic.writers.files import write_files


def seconds(work: Callable[[], object]) -> float:
    """Return the processor time of one run, which other work on the machine does not lengthen."""
    began = time.process_time()
    work()
    return time.process_time() - began


def main(scale: float) -> None:
    hub = generate(seed=1, scale=scale)
    waiting = len(hub.submissions) - len(hub.assessed)
    with tempfile.TemporaryDirectory() as folder:
        rows = [
            ("outline of two years", len(hub.submissions), seconds(lambda: generate(seed=1, scale=scale))),
            ("waiting, written out", waiting, seconds(lambda: sum(1 for _ in hub.waiting()))),
            ("waiting, as four teams' files", waiting, seconds(lambda: write_files(hub, Path(folder)))),
            ("history, written out", len(hub.assessed), seconds(lambda: sum(1 for _ in hub.history()))),
        ]
    print(f"scale {scale:g}")
    print(f"{'what':32} {'referrals':>10} {'seconds':>8}")
    for what, referrals, took in rows:
        print(f"{what:32} {referrals:10,} {took:8.2f}")


if __name__ == "__main__":
    main(float(sys.argv[1]) if len(sys.argv) > 1 else 1.0)
