"""How alike two mentions are in each thing that tells people apart: one level a comparison.

Each comparison is here twice, side by side: as a Python function for one pair at the door, and as conditions for
Splink's batch, tried from the top. ``tests/matching/test_two_engines.py`` holds them to the same answer. A pair is
compared in few things, each as little bound up with the others as can be: a house, a street and a postcode are one
comparison, since they come together; sex is none, since a forename says it already.
"""

from rapidfuzz.distance import DamerauLevenshtein, JaroWinkler

from vigil.matching.features import Features

_edits = DamerauLevenshtein.distance
_alike = JaroWinkler.similarity

CLOSE = 0.90  # Jaro-Winkler
LIKE = 0.80
SOUNDS_LIKE = 0.75  # where both sound the same
SAME_STREET = 0.92
COMMON_SHARE = 0.005  # of all people, for a name
USUAL_SHARE = 0.0005
SPAN_OF_AN_AGE_DAYS = 800  # longer: all that is known is that somebody is a child
NEAR_DAYS = 800  # an age a year or two out
MISSING = "missing"

_CLOSE_SQL = (
    "({0}_l[1:1] = {0}_r[1:1] and least(len({0}_l), len({0}_r)) >= 4 and damerau_levenshtein({0}_l, {0}_r) <= 1)"
    f" or jaro_winkler_similarity({{0}}_l, {{0}}_r) >= {CLOSE}"
    f" or ({{0}}_sound_l = {{0}}_sound_r and jaro_winkler_similarity({{0}}_l, {{0}}_r) >= {SOUNDS_LIKE})"
)
_LIKE_SQL = f"jaro_winkler_similarity({{0}}_l, {{0}}_r) >= {LIKE}"
_SWAPPED_SQL = (
    "len(surname_l) > 1 and len(surname_r) > 1 and forename_l <> '' and forename_r <> ''"
    # The first letters are looked at first, since Jaro-Winkler is dear and most pairs are not swapped.
    " and forename_l <> forename_r and forename_l[1:1] = surname_r[1:1] and surname_l[1:1] = forename_r[1:1] and"
    f" jaro_winkler_similarity(forename_l, surname_r) >= {CLOSE}"
    f" and jaro_winkler_similarity(surname_l, forename_r) >= {CLOSE}"
)
_OVERLAP_SQL = "born_from_l <= born_to_r and born_from_r <= born_to_l"
_SAME_RECORD_SQL = "source_person_id_l <> '' and source_person_id_l = source_person_id_r"
_GAP_SQL = "greatest(born_from_l - born_to_r, born_from_r - born_to_l)"
_SPAN_SQL = f"greatest(born_to_l - born_from_l, born_to_r - born_from_r) > {SPAN_OF_AN_AGE_DAYS}"
_STREETS_SQL = f"street_l <> '' and street_r <> '' and jaro_winkler_similarity(street_l, street_r) >= {SAME_STREET}"
_HOUSE_SQL = "house_l <> '' and house_l = house_r and (unit_l = unit_r or unit_l = '' or unit_r = '')"
_UPRN_SQL = "uprn_l <> '' and uprn_l = uprn_r"
_POSTCODE_SQL = "postcode_l <> '' and postcode_l = postcode_r"
_POSTCODE_OPEN_SQL = "(postcode_l = postcode_r or postcode_l = '' or postcode_r = '')"

# Comparison → (level, condition) from the top; the last has none, and is what remains.
SQL: dict[str, tuple[tuple[str, str], ...]] = {
    "forename": (
        (MISSING, "forename_l = '' or forename_r = ''"),
        ("same_common", "forename_l = forename_r and len(forename_l) > 1 and forename_band_l = 'common'"),
        ("same_usual", "forename_l = forename_r and len(forename_l) > 1 and forename_band_l = 'usual'"),
        ("same_rare", "forename_l = forename_r and len(forename_l) > 1"),
        ("swapped", _SWAPPED_SQL),
        (
            "form",
            (
                "list_contains(heads_l, forename_r) or list_contains(heads_r, forename_l)"
                " or list_has_any(heads_l, others_r) or list_has_any(others_l, heads_r)"
            ),
        ),
        ("akin", "list_has_any(heads_l, heads_r)"),
        ("initial", "least(len(forename_l), len(forename_r)) = 1 and forename_l[1:1] = forename_r[1:1]"),
        ("close", _CLOSE_SQL.format("forename")),
        ("like", _LIKE_SQL.format("forename")),
        ("different", ""),
    ),
    "surname": (
        # Names swapped round are one thing that was seen, and the forename's level says it.
        (MISSING, f"surname_l = '' or surname_r = '' or (surname_l <> surname_r and {_SWAPPED_SQL})"),
        ("same_common", "surname_l = surname_r and surname_band_l = 'common'"),
        ("same_usual", "surname_l = surname_r and surname_band_l = 'usual'"),
        ("same_rare", "surname_l = surname_r"),
        (
            "other",
            (
                "list_has_any(surnames_l, surnames_r) or list_contains(surnames_l, surname_r)"
                " or list_contains(surnames_r, surname_l)"
                # One name where the other belongs, and the second name lost.
                " or (len(surname_l) > 2 and surname_l = forename_r) or (len(surname_r) > 2 and surname_r = forename_l)"
            ),
        ),
        ("close", _CLOSE_SQL.format("surname")),
        ("like", _LIKE_SQL.format("surname")),
        ("different", ""),
    ),
    "birth": (
        ("same", "born_l <> '' and born_l = born_r"),
        (
            "turned",
            (
                "born_l <> '' and born_r <> '' and born_l[1:4] = born_r[1:4] and born_l[5:6] = born_r[7:8]"
                " and born_l[7:8] = born_r[5:6]"
            ),
        ),
        ("slip", "born_l <> '' and born_r <> '' and damerau_levenshtein(born_l, born_r) <= 1"),
        (
            "parts",
            (
                "born_l <> '' and born_r <> '' and (born_l[1:6] = born_r[1:6] or born_l[5:8] = born_r[5:8]"
                " or (born_l[1:4] = born_r[1:4] and born_l[7:8] = born_r[7:8]))"
            ),
        ),
        ("two_figures", "born_l <> '' and born_r <> '' and damerau_levenshtein(born_l, born_r) <= 2"),
        (
            MISSING,
            f"(born_l = '' or born_r = '') and (born_to_l = 0 or born_to_r = 0 or ({_OVERLAP_SQL} and {_SPAN_SQL}))",
        ),
        ("age", f"(is_aged_l or is_aged_r) and {_OVERLAP_SQL}"),
        ("near", f"(is_aged_l or is_aged_r) and {_GAP_SQL} <= {NEAR_DAYS}"),
        ("different", ""),
    ),
    "place": (
        ("public", f"is_public_l and is_public_r and ((house_l <> '' and house_l = house_r) or {_POSTCODE_SQL})"),
        (
            MISSING,
            (
                "is_public_l or is_public_r or (((street_l = '' and postcode_l = '') or (street_r = '' and"
                f" postcode_r = '')) and not ({_UPRN_SQL}))"
            ),
        ),
        (
            "dwelling",
            (f"({_UPRN_SQL}) or ({_HOUSE_SQL} and (({_POSTCODE_SQL}) or ({_STREETS_SQL} and {_POSTCODE_OPEN_SQL})))"),
        ),
        ("line", f"{_HOUSE_SQL} and {_STREETS_SQL}"),
        ("street", f"{_STREETS_SQL} and {_POSTCODE_OPEN_SQL}"),
        ("postcode", _POSTCODE_SQL),
        ("words", "len(list_intersect(place_words_l, place_words_r)) > 1"),
        ("area", "list_has_any(place_words_l, place_words_r)"),
        ("different", ""),
    ),
    "phone": ((MISSING, "phone_l = '' or phone_r = ''"), ("same", "phone_l = phone_r"), ("different", "")),
    "school": (
        (MISSING, "school_l = '' or school_r = ''"),
        ("same", f"jaro_winkler_similarity(school_l, school_r) >= {CLOSE}"),
        ("different", ""),
    ),
    "identifier": (
        ("same", f"({_SAME_RECORD_SQL}) or (nhs_number_l <> '' and nhs_number_l = nhs_number_r)"),
        (MISSING, "source_person_id_l = '' or source_person_id_r = '' or record_system_l <> record_system_r"),
        ("different", ""),
    ),
    "company": (
        (
            MISSING,
            "(len(company_l) = 0 and len(kin_l) = 0) or (len(company_r) = 0 and len(kin_r) = 0)",
        ),
        ("same", "list_has_any(company_l, company_r)"),
        # A child written down without a surname has no kin that it shows.
        ("kin", "list_has_any(kin_l || company_l, kin_r || company_r)"),
        ("different", ""),
    ),
}
COMPARISONS = tuple(SQL)


def band(share: float) -> str:
    """Return how common a name is, from its share of all people."""
    return "common" if share >= COMMON_SHARE else "usual" if share >= USUAL_SHARE else "rare"


def forename(a: Features, b: Features, same: str) -> str:
    """Return the level of two forenames. ``same`` is the level when they are the same, by how common it is."""
    one, other = a.forename, b.forename
    if not one or not other:
        return MISSING
    if one == other and len(one) > 1:
        return same
    if _are_swapped(a, b):
        return "swapped"
    if (
        one in b.heads
        or other in a.heads
        or (b.others and not a.heads.isdisjoint(b.others))
        or (a.others and not a.others.isdisjoint(b.heads))
    ):
        return "form"
    if not a.heads.isdisjoint(b.heads):
        return "akin"
    if min(len(one), len(other)) == 1 and one[0] == other[0]:
        return "initial"
    return _nearness(one, other, a.forename_sound, b.forename_sound)


def surname(a: Features, b: Features, same: str) -> str:
    """Return the level of two surnames. ``same`` is the level when they are the same, by how common it is."""
    one, other = a.surname, b.surname
    if not one or not other:
        return MISSING
    if one == other:
        return same
    if _are_swapped(a, b):
        return MISSING
    if (a.surnames or b.surnames) and (
        one in b.surnames or other in a.surnames or not a.surnames.isdisjoint(b.surnames)
    ):
        return "other"
    if (len(one) > 2 and one == b.forename) or (len(other) > 2 and other == a.forename):
        return "other"
    return _nearness(one, other, a.surname_sound, b.surname_sound)


def _are_swapped(a: Features, b: Features) -> bool:
    return (
        a.forename != b.forename
        and min(len(a.surname), len(b.surname)) > 1
        and min(len(a.forename), len(b.forename)) > 0
        and a.forename[0] == b.surname[0]
        and a.surname[0] == b.forename[0]
        and _alike(a.forename, b.surname, score_cutoff=CLOSE) >= CLOSE
        and _alike(a.surname, b.forename, score_cutoff=CLOSE) >= CLOSE
    )


def _nearness(one: str, other: str, sound: str, other_sound: str) -> str:
    alike = _alike(one, other)
    if alike >= CLOSE or (sound == other_sound and alike >= SOUNDS_LIKE):
        return "close"
    if one[0] == other[0] and min(len(one), len(other)) >= 4 and _edits(one, other, score_cutoff=1) <= 1:
        return "close"
    return "like" if alike >= LIKE else "different"


def birth(a: Features, b: Features) -> str:
    """Return the level of two births: dates against dates by their figures, ages by the days they allow."""
    one, other = a.born, b.born
    if one and other:
        if one == other:
            return "same"
        if one[:4] == other[:4] and one[4:6] == other[6:] and one[6:] == other[4:6]:
            return "turned"
        edits = _edits(one, other, score_cutoff=2)
        if edits <= 1:
            return "slip"
        if (one[:6] == other[:6]) + (one[4:] == other[4:]) + (one[:4] == other[:4] and one[6:] == other[6:]):
            return "parts"
        return "two_figures" if edits <= 2 else "different"
    if not a.born_to or not b.born_to:
        return MISSING
    gap = max(a.born_from - b.born_to, b.born_from - a.born_to)
    if gap > 0:
        return "near" if gap <= NEAR_DAYS else "different"
    span = max(a.born_to - a.born_from, b.born_to - b.born_from)
    return "age" if span <= SPAN_OF_AN_AGE_DAYS else MISSING


def place(a: Features, b: Features) -> str:
    """Return the level of two addresses: the dwelling, or how near."""
    same_postcode = a.postcode != "" and a.postcode == b.postcode
    if a.is_public and b.is_public and (same_postcode or (a.house and a.house == b.house)):
        return "public"
    if a.is_public or b.is_public:
        return MISSING  # to have been out somewhere does not speak against a home
    if a.uprn and a.uprn == b.uprn:
        return "dwelling"
    if not (a.street or a.postcode) or not (b.street or b.postcode):
        return MISSING
    same_house = a.house != "" and a.house == b.house and (a.unit == b.unit or not a.unit or not b.unit)
    if same_house and same_postcode:
        return "dwelling"
    same_street = (
        a.street != "" and b.street != "" and _alike(a.street, b.street, score_cutoff=SAME_STREET) >= SAME_STREET
    )
    if same_street:
        if same_postcode or not a.postcode or not b.postcode:
            return "dwelling" if same_house else "street"
        if same_house:
            return "line"
    if same_postcode:
        return "postcode"
    shared = len(a.place_words & b.place_words)
    return "words" if shared > 1 else "area" if shared else "different"


def phone(a: Features, b: Features) -> str:
    return _equal(a.phone, b.phone)


def school(a: Features, b: Features) -> str:
    if not a.school or not b.school:
        return MISSING
    return "same" if _alike(a.school, b.school) >= CLOSE else "different"


def identifier(a: Features, b: Features) -> str:
    """Return whether a record system or the NHS says they are one. Two records of one system need not be two people."""
    if a.source_person_id and a.source_person_id == b.source_person_id:
        return "same"
    if a.nhs_number and a.nhs_number == b.nhs_number:
        return "same"
    if not a.source_person_id or not b.source_person_id or a.record_system != b.record_system:
        return MISSING
    return "different"


def company(a: Features, b: Features) -> str:
    """Return whether they were named with somebody of the same name: another family's, or only their own."""
    if not (a.company or a.kin) or not (b.company or b.kin):
        return MISSING
    if not a.company.isdisjoint(b.company):
        return "same"
    return "different" if (a.company | a.kin).isdisjoint(b.company | b.kin) else "kin"


def _equal(one: str, other: str) -> str:
    if not one or not other:
        return MISSING
    return "same" if one == other else "different"
