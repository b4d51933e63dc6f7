"""The whole of ``make test``: every step is run, whatever an earlier one said, and the last line counts them."""

import subprocess
import sys
import tempfile
import time
from pathlib import Path
from xml.etree import ElementTree

STEPS = ("check", "test-sqlite", "test-postgres", "test-browser")


def run(step: str, reports: Path) -> tuple[int, int]:
    """Run one target of the Makefile; return how many passed and how many failed.

    A step without tests counts as one of either, and so does one that broke before or after its tests.
    """
    report = reports / f"{step}.xml"
    started = time.monotonic()
    code = subprocess.run(["make", step, f"REPORT=--junitxml={report}"]).returncode
    print(f"-- {step}: {'passed' if code == 0 else 'failed'} in {time.monotonic() - started:.0f} s\n", flush=True)
    if not report.exists():
        return (1, 0) if code == 0 else (0, 1)
    suites = ElementTree.parse(report).getroot().iter("testsuite")
    ran = failed = 0
    for suite in suites:
        failed += int(suite.attrib["failures"]) + int(suite.attrib["errors"])
        ran += int(suite.attrib["tests"]) - int(suite.attrib["skipped"])
    return ran - failed, max(failed, int(code != 0))


def main() -> int:
    with tempfile.TemporaryDirectory(prefix="vigil-reports-") as folder:
        counts = [run(step, Path(folder)) for step in STEPS]
    passed, failed = (sum(column) for column in zip(*counts, strict=True))
    print(f"{passed} passed, {failed} failed")
    return int(failed > 0)


if __name__ == "__main__":
    sys.exit(main())
