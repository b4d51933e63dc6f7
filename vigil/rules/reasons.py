"""Why a referral has its grade: one reason, as every rule gives it and every page shows it."""

from dataclasses import dataclass

from vigil.rules.terms import Grade


@dataclass(frozen=True, kw_only=True)
class Reason:
    """Why a referral has at least ``grade``. ``code`` is stable; ``source`` names the policy or text it comes from.

    ``factors`` are the codes of what it rests on, so that a page can join it to the words in the narrative.
    """

    code: str
    words: str
    source: str
    grade: Grade
    factors: tuple[str, ...] = ()
