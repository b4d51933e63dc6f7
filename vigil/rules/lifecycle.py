"""Where a referral stands, and which moves are allowed: one table, from which the diagram is drawn.

A referral is never visible before it is screened and graded (intake does all of that in one
transaction), so its life begins at *waiting*.
"""

from dataclasses import dataclass
from enum import StrEnum

RULES_VERSION = "lifecycle 2026.1"


class Status(StrEnum):
    """Where a referral stands in the hub's work."""

    WAITING = "waiting"
    IN_ASSESSMENT = "in_assessment"
    RETURNED = "returned"
    SECOND_SIGNATURE = "second_signature"
    ASSESSED = "assessed"
    DECIDED = "decided"
    CLOSED = "closed"
    WITHDRAWN = "withdrawn"


class Verb(StrEnum):
    """What somebody does to a referral that changes where it stands."""

    RECEIVE = "receive"
    CLAIM = "claim"
    RELEASE = "release"
    ASK_OFFICER = "ask_officer"
    RECORD_ANSWER = "record_answer"
    ASSESS = "assess"
    ASK_SECOND_SIGNATURE = "ask_second_signature"
    SIGN = "sign"
    REFUSE_SIGNATURE = "refuse_signature"
    DECIDE = "decide"
    CLOSE = "close"
    REOPEN = "reopen"
    WITHDRAW = "withdraw"


LABELS: dict[StrEnum, str] = {
    Status.WAITING: "Waiting for assessment",
    Status.IN_ASSESSMENT: "Being assessed",
    Status.RETURNED: "With the officer: question asked",
    Status.SECOND_SIGNATURE: "Waiting for a second signature",
    Status.ASSESSED: "Assessed",
    Status.DECIDED: "Sharing decided",
    Status.CLOSED: "Closed",
    Status.WITHDRAWN: "Withdrawn",
    Verb.RECEIVE: "receive",
    Verb.CLAIM: "claim",
    Verb.RELEASE: "release",
    Verb.ASK_OFFICER: "ask the officer",
    Verb.RECORD_ANSWER: "record the officer’s answer",
    Verb.ASSESS: "sign the assessment",
    Verb.ASK_SECOND_SIGNATURE: "ask for a second signature",
    Verb.SIGN: "give the second signature",
    Verb.REFUSE_SIGNATURE: "refuse the second signature",
    Verb.DECIDE: "decide on sharing",
    Verb.CLOSE: "close",
    Verb.REOPEN: "reopen",
    Verb.WITHDRAW: "withdraw",
}


@dataclass(frozen=True, kw_only=True)
class Move:
    """One allowed move. ``before`` is None where the referral does not exist yet. ``who`` is in words."""

    before: Status | None
    verb: Verb
    after: Status
    who: str


MOVES: tuple[Move, ...] = (
    Move(before=None, verb=Verb.RECEIVE, after=Status.WAITING, who="intake"),
    Move(before=Status.WAITING, verb=Verb.CLAIM, after=Status.IN_ASSESSMENT, who="a trained assessor"),
    Move(
        before=Status.IN_ASSESSMENT,
        verb=Verb.RELEASE,
        after=Status.WAITING,
        who="the assessor who holds it, or a supervisor",
    ),
    Move(before=Status.IN_ASSESSMENT, verb=Verb.ASK_OFFICER, after=Status.RETURNED, who="the assessor who holds it"),
    # The clocks do not stop while the officer thinks, so it comes back to its own place in the order.
    Move(before=Status.RETURNED, verb=Verb.RECORD_ANSWER, after=Status.WAITING, who="the officer, or an assessor"),
    Move(before=Status.IN_ASSESSMENT, verb=Verb.ASSESS, after=Status.ASSESSED, who="the assessor who holds it"),
    Move(
        before=Status.IN_ASSESSMENT,
        verb=Verb.ASK_SECOND_SIGNATURE,
        after=Status.SECOND_SIGNATURE,
        who="the assessor who holds it",
    ),
    Move(
        before=Status.SECOND_SIGNATURE,
        verb=Verb.SIGN,
        after=Status.ASSESSED,
        who="a second trained assessor, never the first",
    ),
    Move(
        before=Status.SECOND_SIGNATURE,
        verb=Verb.REFUSE_SIGNATURE,
        after=Status.WAITING,
        who="a second trained assessor, never the first",
    ),
    Move(before=Status.ASSESSED, verb=Verb.DECIDE, after=Status.DECIDED, who="an assessor, or a supervisor"),
    Move(before=Status.DECIDED, verb=Verb.CLOSE, after=Status.CLOSED, who="an assessor, or a supervisor"),
    Move(before=Status.CLOSED, verb=Verb.REOPEN, after=Status.WAITING, who="a supervisor, with a reason"),
    # An import can be undone, and a repeat folded, only while nobody has worked on them.
    Move(
        before=Status.WAITING,
        verb=Verb.WITHDRAW,
        after=Status.WITHDRAWN,
        who="an analyst undoing an import, or whoever folds a repeat",
    ),
)

ON_WORKLIST: frozenset[Status] = frozenset(
    {Status.WAITING, Status.IN_ASSESSMENT, Status.RETURNED, Status.SECOND_SIGNATURE}
)
"""Not yet assessed: the assessment clock runs, and the worklist shows it."""

OPEN: frozenset[Status] = frozenset(Status) - {Status.CLOSED, Status.WITHDRAWN}
"""Work remains."""


class MoveRefused(Exception):  # noqa: N818  (a refusal, worded for the person)
    """A move that the table does not allow. ``obstacles`` are sentences for the person who tried."""

    def __init__(self, obstacles: list[str]) -> None:
        super().__init__(" ".join(obstacles))
        self.obstacles = obstacles


def _allowed(verb: Verb, status: Status | None) -> Move | None:
    return next((move for move in MOVES if move.verb is verb and move.before is status), None)


def obstacles_to(verb: Verb, *, status: Status | None) -> list[str]:
    """Return why the verb cannot be done to a referral that stands at ``status`` (None: not received yet).

    An empty list means that it can, as far as status goes: who may is another question.
    """
    if _allowed(verb, status):
        return []
    stands = "has not been received" if status is None else f"is “{LABELS[status]}”"
    needed = [f"“{LABELS[move.before]}”" for move in MOVES if move.verb is verb and move.before]
    if not needed:
        return [f"The referral {stands}: it can be received only once."]
    return [f"The referral {stands}. To {LABELS[verb]}, it must be {' or '.join(needed)}."]


def after(verb: Verb, *, status: Status | None) -> Status:
    """Return where the referral stands once the verb is done. Raises ``MoveRefused`` with the obstacles."""
    move = _allowed(verb, status)
    if move is None:
        raise MoveRefused(obstacles_to(verb, status=status))
    return move.after


def verbs_open_to(status: Status | None) -> tuple[Verb, ...]:
    """Return what can be done next to a referral that stands at ``status``, in the table's order."""
    return tuple(move.verb for move in MOVES if move.before is status)
