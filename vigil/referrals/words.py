"""What the page of one referral says in words: risks, how they are meant, and why two grades differ."""

from vigil.rules.policies import GradingPolicy
from vigil.rules.terms import RANK, Grade
from vigil.screening.markers import EMPTY, NO_WORDS, NOT_ENGLISH, READ, Code, Status

MEANT: dict[Status, str] = {
    Status.PRESENT: "present",
    Status.NEGATED: "ruled out",
    Status.HISTORICAL: "in the past",
    Status.HYPOTHETICAL: "advice, or only if",
    Status.OTHER_PERSON: "about other people",
}
NOT_READ: dict[str, str] = {
    EMPTY: "Not read: there is no narrative. Ask the officer what happened, sooner.",
    NOT_ENGLISH: "Not read: another language. Read it yourself or have it translated, sooner.",
    NO_WORDS: "Not read: it holds no words. Ask the officer what happened, sooner.",
    "": "Not read for risk yet. Read it yourself.",
}


def risk_in_words(code: Code) -> str:
    """Return a risk as the grading policy calls it, so that marks and reasons say the same."""
    return GradingPolicy.sheet().line(f"points_{code}").words


def in_short(reason: str) -> str:
    """Return a reason's words without the particulars that follow its colon."""
    return reason.partition(":")[0]


def not_read_in_words(state: str) -> str:
    """Return why a narrative was not read for risk, and what to do; "" if it was, in ``screening``'s states."""
    if state == READ:
        return ""
    return NOT_READ.get(state) or f"Read only in part ({state}). Read the rest yourself."


def grades_in_words(
    *, officer: Grade | None, screened: Grade, recorded: Grade, held: Grade, gravest_reason: str
) -> str:
    """Return why the officer's grade and the screened one differ, or that they do not.

    ``recorded`` is what the record asks for by itself; ``held`` is the hub's grade now, which nothing lowers.
    """
    because = f"“{in_short(gravest_reason)}”"
    if officer is None:
        told = f"The officer gave no grade, and the rules gave {screened} because of {because}."
    elif RANK[screened] < RANK[officer]:
        told = f"The rules graded it {screened} and the officer {officer}, because of {because}."
    elif RANK[recorded] > RANK[officer]:
        told = f"The officer’s {officer} stands, although what is recorded asks by itself only for {recorded}."
    else:
        told = f"The officer and the rules both say {officer}."
    if RANK[held] < RANK[screened]:
        told = f"{told[:-1]}; it was {held} before, and neither a rule nor a dismissed marker lowers a grade."
    return told
