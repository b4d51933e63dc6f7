"""When it happened and when it was submitted: two cells, a log number and the file's own position, read together."""

import re
from collections.abc import Iterable
from dataclasses import dataclass, replace
from datetime import date, datetime, time, timedelta
from zoneinfo import ZoneInfo

from vigil.intake.drafts import Effect, Issue
from vigil.intake.reading.dates import Written
from vigil.intake.reading.rows import Shape

# Two clocks may differ by this much; a longer gap the wrong way round is a wrong date.
CLOCK_SLIP = timedelta(minutes=15)
# Most referrals follow within a day and nearly all within ten; a gap this long makes a turned date worth a look.
LONG_GAP, SHORT_GAP = timedelta(days=28), timedelta(days=10)
# Where the file does not say when it was made, the busiest part of the queue does, give or take a day.
GRACE = timedelta(days=1)
_BULK = 0.02  # this share of all submissions, and at least three, in a week: the queue was still being filled

_LOG_DAY = re.compile(r"_[A-Z]_(\d{2})(\d{2})(\d{4})\b")


@dataclass(frozen=True, kw_only=True, slots=True)
class Position:
    """The moment a file describes. A date after it lies in the future, whatever today's date is."""

    latest: datetime
    how: str  # in words, for the data-quality report


@dataclass(frozen=True, kw_only=True, slots=True)
class Moments:
    """The two moments of an entry, aware, in the mapping's zone."""

    incident_at: datetime | None = None
    incident_time_known: bool = True
    submitted_at: datetime | None = None
    submitted_time_known: bool = True
    issues: tuple[Issue, ...] = ()


def log_day(log_number: str) -> date | None:
    """Return the day a log number such as "00345_I_03092025" ends with: the day of the incident."""
    found = _LOG_DAY.search(log_number)
    if not found:
        return None
    try:
        return date(int(found[3]), int(found[2]), int(found[1]))
    except ValueError:
        return None


def position(shape: Shape, submitted: Iterable[Written], *, at: datetime, zone: ZoneInfo) -> Position:
    """Return the file's position: its own word, or the end of the last week in which it was still being filled.

    One wrong date far ahead cannot move it, because a week needs a share of all submissions.
    """
    if shape.extracted_at is not None:
        return Position(latest=min(shape.extracted_at, at), how="the file says when it was made")
    moments = sorted(_instant(written, zone) for written in submitted if written.day is not None)
    needed = max(3, int(len(moments) * _BULK))
    for place in range(len(moments) - 1, needed - 2, -1):
        if moments[place] <= at and moments[place] - moments[place - needed + 1] <= timedelta(days=7):
            return Position(latest=min(moments[place] + GRACE, at), how="the last week with many submissions")
    return Position(latest=at, how="the moment of reading: too few submissions to tell")


def decide(
    incident: Written, submitted: Written, *, logged_on: date | None, until: Position, zone: ZoneInfo
) -> Moments:
    """Return both moments and every doubt about them. A turned day and month is put right where the rest shows it."""
    issues: list[Issue] = []
    incident, submitted = _unturned(incident, submitted, logged_on, until, zone, issues)
    for name, written, words in (("incident_at", incident, "incident"), ("submitted_at", submitted, "submission")):
        issues += _problems(name, written, words)
    happened, sent = (_at(written, zone, name, issues) for name, written in _named(incident, submitted))
    future = [
        name for name, written in _named(incident, submitted) if written.day and _instant(written, zone) > until.latest
    ]
    if future:
        issues.append(
            _issue("future_date", future[0], "The date lies in the future. Find the right one.", Effect.QUARANTINE)
        )
    elif happened and sent:
        issues += _order(incident, submitted, happened, sent)
    if incident.day and logged_on and not future and abs((incident.day - logged_on).days) > 1:
        issues.append(
            _issue(
                "log_date_differs",
                "incident_at",
                "The log number ends with another day. Check which is the day of the incident.",
                Effect.FLAG,
            )
        )
    return Moments(
        incident_at=happened,
        incident_time_known=incident.clock is not None,
        submitted_at=sent,
        submitted_time_known=submitted.clock is not None,
        issues=tuple(issues),
    )


def _named(incident: Written, submitted: Written) -> tuple[tuple[str, Written], tuple[str, Written]]:
    return ("incident_at", incident), ("submitted_at", submitted)


def _issue(code: str, field: str, message: str, effect: Effect) -> Issue:
    return Issue(code=code, field=field, message=message, effect=effect)


def _instant(written: Written, zone: ZoneInfo) -> datetime:
    assert written.day is not None
    local = datetime.combine(written.day, written.clock or time(0), tzinfo=zone)
    if written.offset is None:
        return local
    return (local.replace(tzinfo=ZoneInfo("UTC")) - written.offset).astimezone(zone)


def _at(written: Written, zone: ZoneInfo, field: str, issues: list[Issue]) -> datetime | None:
    """Return the instant, flagging an hour the clocks skip or repeat."""
    if written.day is None:
        return None
    moment = _instant(written, zone)
    if written.offset is not None or written.clock is None:
        return moment
    as_it_was = moment.astimezone(ZoneInfo("UTC")).astimezone(zone)
    if as_it_was.replace(tzinfo=None) != moment.replace(tzinfo=None):
        issues.append(
            _issue(
                "hour_skipped", field, "The clocks went forward past this time; an hour was added.", Effect.AMBIGUOUS
            )
        )
        return as_it_was
    if moment.utcoffset() != moment.replace(fold=1).utcoffset():
        issues.append(
            _issue(
                "hour_repeated",
                field,
                "The clocks went back: this hour came twice. The first is kept.",
                Effect.AMBIGUOUS,
            )
        )
    return moment


def _problems(field: str, written: Written, words: str) -> list[Issue]:
    if written.impossible:
        return [
            _issue(
                "impossible_date",
                field,
                f"The date or time of {words} does not exist. Find the right one and enter it.",
                Effect.QUARANTINE,
            )
        ]
    if written.day is None:
        return [
            _issue("date_missing", field, f"There is no date of {words} that can be read. Enter it.", Effect.QUARANTINE)
        ]
    if written.clock is None:
        return [_issue("time_missing", field, f"The {words} has a day and no time. Ask if it matters.", Effect.FLAG)]
    return []


def _order(incident: Written, submitted: Written, happened: datetime, sent: datetime) -> list[Issue]:
    if incident.clock is None or submitted.clock is None:
        backwards = sent.date() < happened.date()
        slip = False
    else:
        backwards, slip = happened - sent > CLOCK_SLIP, happened > sent
    if backwards:
        return [
            _issue(
                "submitted_before_incident",
                "submitted_at",
                "It was submitted before the incident happened. One of the dates is wrong: find which.",
                Effect.QUARANTINE,
            )
        ]
    if slip:
        return [
            _issue("clocks_differ", "submitted_at", "Submitted minutes before the incident time given.", Effect.FLAG)
        ]
    return []


def _unturned(
    incident: Written,
    submitted: Written,
    logged_on: date | None,
    until: Position,
    zone: ZoneInfo,
    issues: list[Issue],
) -> tuple[Written, Written]:
    """Return the two dates with day and month the right way round."""
    if incident.turned and logged_on and incident.day != logged_on and incident.turned == logged_on:
        incident = _turn(incident, "incident_at", "the log number", issues, Effect.REPAIR)
    elif incident.turned and not logged_on and submitted.day and _looks_turned(incident, submitted, turn_first=True):
        incident = _turn(incident, "incident_at", "the date of submission", issues, Effect.AMBIGUOUS)
    if submitted.turned and incident.day:
        late = submitted.day is not None and _instant(submitted, zone) > until.latest
        if _looks_turned(incident, submitted, turn_first=False) or (
            late and _is_short(submitted.turned - incident.day)
        ):
            submitted = _turn(submitted, "submitted_at", "the date of the incident", issues, Effect.AMBIGUOUS)
    return incident, submitted


def _looks_turned(incident: Written, submitted: Written, *, turn_first: bool) -> bool:
    """Return whether the gap makes no sense as written and does with one date turned round."""
    assert incident.day
    assert submitted.day
    gap = submitted.day - incident.day
    if timedelta(0) <= gap <= LONG_GAP:
        return False
    # What was typed as text stands unless it cannot: only a spreadsheet turns dates round on its own.
    if gap > LONG_GAP and not (incident if turn_first else submitted).from_spreadsheet:
        return False
    other = (submitted.day - incident.turned) if turn_first else None  # type: ignore[operator]
    if other is None:
        assert submitted.turned
        other = submitted.turned - incident.day
    return _is_short(other)


def _is_short(gap: timedelta) -> bool:
    return timedelta(0) <= gap <= SHORT_GAP


def _turn(written: Written, field: str, witness: str, issues: list[Issue], effect: Effect) -> Written:
    issues.append(
        _issue(
            "day_month_swapped", field, f"Day and month were turned round; put right to agree with {witness}.", effect
        )
    )
    return replace(written, day=written.turned, turned=written.day)
