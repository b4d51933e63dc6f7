"""What risk there is: in narratives, and in what waits."""

import json
import sys
from collections import Counter
from collections.abc import Callable, Iterator, Mapping
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from vigil.cli.base import AS_JSON, DATABASE, main, migrate, print_json, start

if TYPE_CHECKING:
    from vigil.rules.grading import Level
    from vigil.screening import Marker, Reading
    from vigil.screening.scoring import Score, Tally

Line = dict[str, Any]
IN_FILE = click.Path(exists=True, dir_okay=False, path_type=Path)
OUT_FILE = click.Path(dir_okay=False, path_type=Path)


class BadLine(Exception):  # noqa: N818  (a refusal, worded for the person)
    """A line of a file that cannot be used. The text says why, and quotes nothing of it."""


@main.command()
@DATABASE
@AS_JSON
def backlog(database: Path | None, as_json: bool) -> None:
    """Say what risk the backlog holds: the figures of the Backlog page, without a name in them."""
    start(database)
    migrate()
    from django.utils import timezone

    from vigil.governance.queries.figures import as_json as told
    from vigil.governance.queries.figures import figures

    answer = told(figures(at=timezone.now().replace(second=0, microsecond=0)))
    if as_json:
        print_json(answer)
        return
    click.echo("\n".join(answer["answer"]))
    for cell in answer["by_grade_and_age"]:
        if cell["waiting"]:
            click.echo(
                f"  {cell['grade']:<10}{cell['age']:<16}{cell['waiting']:>8,}{cell['overdue']:>8,} past their clock"
            )


@main.command()
@click.argument("narratives", type=IN_FILE, required=False)
@click.argument("markers", type=OUT_FILE, required=False)
@click.option("--score", "labelled", type=IN_FILE, help="Say how well this file of labelled narratives is read.")
@click.option("--misses", is_flag=True, help="With --score: list what was missed, invented or given another level.")
@click.option("--quick", is_flag=True, help="Leave out the third reader, which takes most of the time.")
@AS_JSON
def screen(
    narratives: Path | None, markers: Path | None, labelled: Path | None, misses: bool, quick: bool, as_json: bool
) -> None:
    """Read the risk markers of narratives: a line of {"id", "text"} each in, a line with markers and level out.

    With --score, the lines also have "markers" (code, status, evidence) and "level", as a person labelled them.
    """
    if labelled and not narratives:
        bad = _score(labelled, misses=misses, quick=quick, as_json=as_json)
    elif narratives and markers and not (labelled or misses or as_json):
        if markers.exists() and markers.samefile(narratives):
            raise click.UsageError("Write to another file than the one that is read.")
        bad = _screen(narratives, markers, quick=quick)
    else:
        raise click.UsageError("Give a file to read and a file to write, or --score and a labelled file.")
    sys.exit(1 if bad else 0)


def _read(text: str, *, quick: bool) -> "Reading":
    """Return what the hub reads in a narrative: on arrival, and by the third reader unless it should be quick."""
    from vigil.screening import read, third
    from vigil.screening.reading import with_heard

    reading = read(text)
    return reading if quick or not reading.was_read else with_heard(reading, third.packaged().hear(text), third.VERSION)


def _screen(narratives: Path, markers: Path, *, quick: bool) -> list[int]:
    """Write what was read of each narrative. Return the numbers of the lines that could not be used."""
    bad: list[int] = []
    with markers.open("w", encoding="utf-8", newline="\n") as file:
        for line in _lines(narratives, _narrative, bad):
            reading = _read(line["text"], quick=quick)
            level = _level(reading)
            answer = {
                "id": line["id"],
                "markers": [{**_told(one), "start": one.start, "end": one.end, "pattern": one.pattern}
                            for one in reading.markers],
                "level": level.grade,
                "reasons": [
                    {"code": one.code, "words": one.words, "source": one.source, "grade": one.grade}
                    for one in level.reasons
                ],
                "state": reading.state,
            }  # fmt: skip
            # Escaped, because a narrative can hold halves of characters, which no file can.
            file.write(json.dumps(answer) + "\n")
    return bad


def _score(labelled: Path, *, misses: bool, quick: bool, as_json: bool) -> list[int]:
    """Print how well the labelled narratives are read. Return the numbers of the lines that could not be used."""
    from vigil.screening.scoring import as_json as figures
    from vigil.screening.scoring import score

    bad: list[int] = []
    lines = list(_lines(labelled, _labelled, bad))
    readings = {line["text"]: _read(line["text"], quick=quick) for line in lines}
    result = score(lines, readings.__getitem__)
    levels = Counter((line["level"], _level(readings[line["text"]]).grade.value) for line in lines if "level" in line)
    listed = [miss for line in lines for miss in _misses(line, readings[line["text"]])] if misses else []
    if as_json:
        confusion = [{"labelled": of, "graded": as_, "narratives": n} for (of, as_), n in sorted(levels.items())]
        print_json({**json.loads(figures(result)), "levels": confusion} | ({"misses": listed} if misses else {}))
    else:
        _print_score(result, levels)
        for miss in listed:
            click.echo(f"{miss['id']}  {miss['what']}: {miss['code']} {miss['status']}  {miss['evidence']!r}")
    return bad


def _level(reading: "Reading") -> "Level":
    """Return the level that a narrative asks for by itself, by the grading table as it is packaged."""
    from vigil.rules.grading import Facts, Noted, level_of
    from vigil.rules.policies import GradingPolicy

    facts = Facts(
        officer_grade=None,
        incident_type=None,
        markers=tuple(Noted(code=one.code, status=one.status, by_likeness=not one.is_sure) for one in reading.markers),
        youngest_told=reading.youngest_told,
        narrative_readable=reading.was_read,
    )
    return level_of(facts, GradingPolicy.default())


def _told(marker: "Marker") -> dict[str, str]:
    return {"code": marker.code, "status": marker.status, "evidence": marker.evidence}


def _lines(path: Path, understood: Callable[[Any], Line], bad: list[int]) -> Iterator[Line]:
    """Yield the lines that can be used; say of each other what is wrong with it, and add its number to ``bad``."""
    with path.open("rb") as file:
        for number, line in enumerate(file, start=1):
            if not line.strip():
                continue
            try:
                yield understood(_read_json(line))
            except BadLine as refusal:
                bad.append(number)
                click.echo(f"Line {number}: {refusal}", err=True)


def _read_json(line: bytes) -> Any:
    try:
        # Not strict: a tab or a NUL that stands unescaped in a narrative is no reason to leave it unread.
        return json.loads(line.decode("utf-8-sig"), strict=False)
    except UnicodeDecodeError:
        raise BadLine("It is not UTF-8 text.") from None
    except (ValueError, RecursionError):
        raise BadLine("It is not JSON.") from None


def _narrative(line: Any) -> Line:
    if not isinstance(line, dict) or not isinstance(line.get("id"), str | int):
        raise BadLine("It has no “id”, a text or a number.")
    if not isinstance(line.get("text"), str):
        raise BadLine("It has no “text”.")
    return line


def _labelled(line: Any) -> Line:
    from vigil.rules.terms import Grade
    from vigil.screening import Code, Status

    narrative = _narrative(line)
    labels = narrative.get("markers")
    if not isinstance(labels, list) or not all(isinstance(label, dict) for label in labels):
        raise BadLine("It has no “markers”, a list.")
    for label in labels:
        if label.get("code") not in list(Code) or label.get("status") not in list(Status):
            raise BadLine("A marker has a code or a status that Vigil does not know.")
        evidence = label.get("evidence", "")
        if not isinstance(evidence, str) or evidence not in narrative["text"]:
            raise BadLine("The evidence of a marker does not stand in the text.")
    if narrative.get("level", Grade.HIGH) not in list(Grade):
        raise BadLine("Its “level” is not high, medium or standard.")
    return narrative


def _misses(line: Line, reading: "Reading") -> Iterator[Line]:
    """Yield the labels that were missed, the markers that were invented, and a level that is another."""
    text, labels = line["text"], line["markers"]
    for label in labels:
        if not any(_meet(text, label, one) for one in reading.markers):
            told = {"code": label["code"], "status": label["status"], "evidence": label.get("evidence", "")}
            yield {"id": line["id"], "what": "missed", **told}
    for one in reading.markers:
        if not any(_meet(text, label, one) for label in labels):
            yield {"id": line["id"], "what": "invented", **_told(one)}
    graded = _level(reading).grade
    if line.get("level", graded) != graded:
        yield {"id": line["id"], "what": "level", "code": line["level"], "status": f"graded {graded}", "evidence": ""}


def _meet(text: str, label: Mapping[str, str], marker: "Marker") -> bool:
    start = text.find(label.get("evidence", ""))
    end = start + len(label["evidence"]) if label.get("evidence") else len(text)
    same = (label["code"], label["status"]) == (marker.code, marker.status)
    return same and marker.start < end and marker.end > start


def _print_score(result: "Score", levels: Counter[tuple[str, str]]) -> None:
    from vigil.rules.terms import Grade
    from vigil.screening.scoring import as_table

    click.echo(as_table(result))
    click.echo(f"\n{'each code and status':44}{'by document':^24}  {'by mention':^24}")
    click.echo(f"{'':44}{'precision':>9}{'recall':>8}{'F1':>7}  {'precision':>9}{'recall':>8}{'F1':>7}")
    for (code, status), tally in result.by_document.items():
        mentions = result.by_mention[code, status]
        if tally.f1 is not None or mentions.f1 is not None:
            click.echo(f"{f'{code}, {status}':44}{_shares(tally)}  {_shares(mentions)}")
    click.echo(f"\n{'level':28}" + "".join(f"{f'graded {grade}':>18}" for grade in Grade))
    for labelled in Grade:
        click.echo(f"{f'labelled {labelled}':28}" + "".join(f"{levels[labelled, graded]:>18}" for graded in Grade))


def _shares(tally: "Tally") -> str:
    precision, recall, f1 = (
        "-" if share is None else f"{share:.2f}" for share in (tally.precision, tally.recall, tally.f1)
    )
    return f"{precision:>9}{recall:>8}{f1:>7}"
