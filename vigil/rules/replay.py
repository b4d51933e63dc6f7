"""What the audit trail says became of a referral: its events told again, one by one, in order.

The trail must say the same as the record. Where it does not, somebody changed a record past the actions, or an action
forgot to say what it did.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from typing import Any

from vigil.rules.lifecycle import Status, Verb, after
from vigil.rules.terms import Grade

# What each event did to where the referral stands; an event that is not here left it there.
MOVES: dict[str, Verb] = {
    "referral.received": Verb.RECEIVE,
    "referral.claimed": Verb.CLAIM,
    "referral.released": Verb.RELEASE,
    "referral.lapsed": Verb.RELEASE,
    "referral.pulled_back": Verb.RELEASE,
    "referral.reallocated": Verb.RELEASE,
    "referral.withdrawn": Verb.WITHDRAW,
    "assessment.signed": Verb.ASSESS,
    "assessment.waits": Verb.ASK_SECOND_SIGNATURE,
    "assessment.seconded": Verb.SIGN,
    "assessment.second_refused": Verb.REFUSE_SIGNATURE,
}
DECIDED = "sharing.decided"  # one for each partner, and again whenever it is decided anew


@dataclass(frozen=True, kw_only=True)
class Stands:
    """Where a referral stands: the hub's grade, and who holds it (a key, None for nobody)."""

    status: Status | None = None
    grade: Grade | None = None
    holder: int | None = None


def replayed(events: Iterable[tuple[str, Mapping[str, Any]]]) -> Stands:
    """Return where the events, verbs with their particulars, leave a referral. Raises ``MoveRefused``.

    It is raised where the trail tells of a move that the lifecycle does not know.
    """
    stands = Stands()
    for verb, detail in events:
        if verb in MOVES:
            stands = replace(stands, status=after(MOVES[verb], status=stands.status), holder=None)
        elif verb == DECIDED and stands.status is Status.ASSESSED:
            stands = replace(stands, status=after(Verb.DECIDE, status=stands.status))
        if verb == "referral.claimed":
            stands = replace(stands, holder=detail["holder"])
        match detail.get("grade"):
            case [_, now]:
                stands = replace(stands, grade=Grade(now))
            case str(first):
                stands = replace(stands, grade=Grade(first))
    return stands
