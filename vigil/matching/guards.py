"""What keeps two people apart whose details are alike: twins, siblings, namesakes, and names that many have.

A guard blocks a merge, never the link of one household. A hard guard says that they are two people; a soft one,
that only a person may say that they are one.
"""

from enum import StrEnum

from vigil.matching import names
from vigil.matching.features import Features
from vigil.matching.levels import MISSING
from vigil.matching.model import Model

GENERATION_DAYS = 13 * 365
# A name that at least this share of people have is a name in its own right, not somebody else's misspelt.
NAME_IN_ITS_OWN_RIGHT = 0.0002


class Guard(StrEnum):
    """Why two mentions are not joined, whatever their weight."""

    NONE = ""
    NAMED_TOGETHER = "named together"  # in one report, as two people
    DIFFERENT_NHS_NUMBERS = "different NHS numbers"
    TWINS = "twins"  # one birth and one home, two forenames
    RELATIVES = "relatives"  # one home or family, two forenames
    NAMESAKES = "namesakes"  # one name, a generation apart
    SIMILAR_NAMES = "similar names"  # "Ella" and "Ellie" of one home: a slip, or two children
    DOUBTFUL_FORENAME = "doubtful forename"  # two forenames, and one may be the other misspelt
    DIFFERENT_BIRTHS = "different births"  # one name, and dates of birth that no slip explains
    NO_FORENAME = "no forename"  # of one birth and home, and nothing to tell twins apart by
    NAME_ALONE = "name alone"  # one name, and nothing else that says so


SOFT = frozenset(
    {Guard.SIMILAR_NAMES, Guard.DOUBTFUL_FORENAME, Guard.DIFFERENT_BIRTHS, Guard.NO_FORENAME, Guard.NAME_ALONE}
)
WORDS = {
    Guard.NAMED_TOGETHER: "named together in one report, as two people",
    Guard.DIFFERENT_NHS_NUMBERS: "their NHS numbers differ",
    Guard.TWINS: "born on one day into one home under two forenames, as twins are",
    Guard.RELATIVES: "of one family or home, with two forenames",
    Guard.NAMESAKES: "one name, born a generation apart, as a parent and child can be",
    Guard.SIMILAR_NAMES: "forenames alike, but each a name of its own, in one family",
    Guard.DOUBTFUL_FORENAME: "different forenames, of which one may be the other misspelt",
    Guard.DIFFERENT_BIRTHS: "their dates of birth differ by more than a slip",
    Guard.NO_FORENAME: "a forename is missing, and nothing else tells twins apart",
    Guard.NAME_ALONE: "nothing but a name says they are one person",
}

_SAME_NAME = frozenset({"same_common", "same_usual", "same_rare", "form", "other", "swapped"})
_SAME_FAMILY = frozenset({"same_common", "same_usual", "same_rare", "other", "close"})
_SAME_FORENAME = frozenset({"same_common", "same_usual", "same_rare", "form", "swapped"})
_ONE_BIRTH = frozenset({"same", "turned", "slip"})
_DOUBTFUL_BIRTH = frozenset({"parts", "two_figures", "near"})
_HOME = frozenset({"dwelling", "line"})


def guard(a: Features, b: Features, levels: dict[str, str], model: Model) -> Guard:
    """Return what keeps a pair apart, Guard.NONE when nothing does. ``levels`` is comparison → level."""
    forename, surname, birth = levels["forename"], levels["surname"], levels["birth"]
    known_to_be_one = levels["identifier"] == "same"
    if a.named_in and a.named_in == b.named_in and not known_to_be_one:
        entered_twice = forename in _SAME_NAME and (surname in _SAME_NAME or forename == "swapped") and birth == "same"
        if not entered_twice:
            return Guard.NAMED_TOGETHER
    if a.nhs_number and b.nhs_number and a.nhs_number != b.nhs_number:
        return Guard.DIFFERENT_NHS_NUMBERS
    if known_to_be_one:
        return Guard.NONE
    family = surname in _SAME_FAMILY or levels["place"] in _HOME or levels["company"] in {"same", "kin"}
    if forename in {"different", "like"}:
        if not (_is_a_name(a, model) and _is_a_name(b, model)):
            return Guard.DOUBTFUL_FORENAME
        return Guard.TWINS if birth == "same" else Guard.RELATIVES
    if birth == "different" and _years_apart(a, b):
        return Guard.NAMESAKES
    two_sexes = a.sex != b.sex and a.sex != "" and b.sex != ""
    if forename in {"close", "akin"} and (two_sexes or (family and _is_a_name(a, model) and _is_a_name(b, model))):
        return Guard.SIMILAR_NAMES
    if birth == "different" or (birth != MISSING and birth not in _ONE_BIRTH and _years_apart(a, b)):
        return Guard.DIFFERENT_BIRTHS
    # A family shares its surname, home and company: what is left to tell its members apart must not be doubtful twice.
    told_apart = forename in _SAME_FORENAME and (levels["place"] in _HOME or levels["company"] == "same")
    if birth in _DOUBTFUL_BIRTH and not told_apart:
        return Guard.DIFFERENT_BIRTHS
    if forename == MISSING and not _is_in_the_others_box(a, b):
        return Guard.NO_FORENAME
    if not _is_corroborated(levels):
        return Guard.NAME_ALONE
    return Guard.NONE


def _is_a_name(one: Features, model: Model) -> bool:
    """Return whether a forename is a name in its own right, and not a misspelt one."""
    return one.forename in names.known() or model.forename_shares.get(one.forename, 0.0) >= NAME_IN_ITS_OWN_RIGHT


def _is_in_the_others_box(a: Features, b: Features) -> bool:
    """Return whether the forename one of them lacks stands where the surname belongs."""
    return bool(a.forename and a.forename == b.surname) or bool(b.forename and b.forename == a.surname)


def _years_apart(a: Features, b: Features) -> bool:
    """Return whether they are born a generation apart, as far as the days are known."""
    if not a.born_to or not b.born_to:
        return False
    return max(a.born_from - b.born_to, b.born_from - a.born_to) > GENERATION_DAYS


def _is_corroborated(levels: dict[str, str]) -> bool:
    """Return whether something besides the name says they are one."""
    return (
        levels["birth"] in _ONE_BIRTH
        or levels["birth"] == "parts"
        or (levels["birth"] == "age" and levels["place"] != "public")  # many of one age pass through a hostel
        or levels["place"] in _HOME
        or any(levels[comparison] == "same" for comparison in ("phone", "school", "company"))
    )
