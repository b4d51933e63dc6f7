"""What a narrative is read to say."""

import time
from datetime import date
from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from vigil.screening import Code, Status, read
from vigil.screening.lexicon import VERSION
from vigil.screening.reading import LONGEST


def said(text: str, code: Code) -> set[Status]:
    """Return every status in which the risk is spoken of."""
    return {m.status for m in read(text).markers if m.code is code}


PRESENT, NEGATED, HISTORICAL = {Status.PRESENT}, {Status.NEGATED}, {Status.HISTORICAL}
HYPOTHETICAL, OTHER = {Status.HYPOTHETICAL}, {Status.OTHER_PERSON}
NFS, WEAPON, CHILD = Code.NON_FATAL_STRANGULATION, Code.WEAPON, Code.CHILD_PRESENT


@pytest.mark.parametrize(
    ("text", "code", "statuses"),
    [
        # as officers write
        ("IP states NFS, AP intox", NFS, PRESENT),
        ("he stangled her on the settee", NFS, PRESENT),
        ("MALE HAS PUT HIS FOREARM ACROSS HER THROAT", NFS, PRESENT),
        ("0212 T2K HEARD OVER PHONE", Code.THREAT_TO_KILL, PRESENT),
        # risk told without its name
        ("she couldnt get her breath while he leaned on her", NFS, PRESENT),
        ("he goes everywhere with her", Code.COERCIVE_CONTROL, PRESENT),
        # ruled out
        ("No knife seen.", WEAPON, NEGATED),
        ("IP denies that there has ever been any strangulation", NFS, NEGATED),
        ("Weapons - no", WEAPON, NEGATED),
        ("Weapons: N/A", WEAPON, NEGATED),
        ("weapons? no. strangle? yes.", WEAPON, NEGATED),
        ("weapons? no. strangle? yes.", NFS, PRESENT),
        ("Stalk N. Weapons N. Strangle Y", Code.STALKING_HARASSMENT, NEGATED),
        ("Stalk N. Weapons N. Strangle Y", NFS, PRESENT),
        ("Pregnant or baby under 18m - no\nOften? - weekly", Code.PREGNANCY, NEGATED),
        ("Weapons in the house or the car - no idea, she has not looked", WEAPON, PRESENT),
        ("Asked outright about hands on throat, threats, knives: no, no and no.", NFS, NEGATED),
        ("16:13 NFS put to Matthew, answer was no.", NFS, NEGATED),
        ("NFS put to Matthew, answer was yes.", NFS, PRESENT),
        ("Not wanting to die", Code.SUICIDE_SELF_HARM, NEGATED),
        ("I couldn't smell any alcohol", Code.SUBSTANCE_MISUSE, NEGATED),
        ("no weapons, injuries, drugs or kids present", CHILD, NEGATED),
        ("no weapons, injuries, drugs or kids present", WEAPON, NEGATED),
        # a denial stops at the turn of the sentence
        ("Denies weapons but he strangled her", NFS, PRESENT),
        ("No weapons, he strangled her", NFS, PRESENT),
        # what is only asked is not said
        ("Strangled?\nSays they argued about the bins", NFS, set()),
        # put right afterwards
        ("Male had knife - update: kitchen roll", WEAPON, NEGATED),
        # whose injury it is: the last person named, by a noun or by a name with an age
        ("Erin (12) seen today. Bruise to her cheek", Code.CHILD_INJURY, PRESENT),
        ("The children were at school. Orme (34) had a bruise to her cheek", Code.CHILD_INJURY, set()),
        ("Daughter (35) has a fractured wrist", Code.CHILD_INJURY, set()),
        ("Daughter, 3, has a fractured wrist", Code.CHILD_INJURY, PRESENT),
        ("Bruise to cheek of the girl", Code.CHILD_INJURY, PRESENT),
        ("Bruise to cheek, arrested", Code.CHILD_INJURY, set()),
        ("Rats and maggots in the kitchen, boy 4 asleep on the sofa", Code.NEGLECT, PRESENT),
        ("Mr Orme, 81, rats and maggots in the kitchen", Code.NEGLECT, set()),
        # an "if" before a threat is its condition
        ("He told her if you leave me you will be dead by Friday", Code.THREAT_TO_KILL, PRESENT),
        ("Advised to ring 999 if he threatens to kill her again", Code.THREAT_TO_KILL, HYPOTHETICAL),
        # long ago, and other people's
        ("He strangled her tonight, she used to be married", NFS, PRESENT),
        ("Old scars from self harm", Code.SUICIDE_SELF_HARM, HISTORICAL),
        ("In 2009 he strangled her", NFS, HISTORICAL),
        ("He strangled her over 2 years ago", NFS, HISTORICAL),
        ("Her friend was strangled by an ex", NFS, OTHER),
        # advice
        ("Told if he returns with a knife call 999", WEAPON, HYPOTHETICAL),
        ("Knife crime leaflet given", WEAPON, HYPOTHETICAL),
        # words that only look like risk
        ("Report of noise at 4 Knife Street", WEAPON, set()),
        ("Mrs Strangle rang about her bins", NFS, set()),
        ("He made a comment which killed the conversation", Code.THREAT_TO_KILL, set()),
    ],
)
def test_a_mention_is_read_as_it_is_meant(text: str, code: Code, statuses: set[Status]) -> None:
    assert said(text, code) == statuses


@pytest.mark.parametrize(
    ("day", "statuses"),
    [(None, HISTORICAL), (date(2026, 3, 1), PRESENT), (date(2025, 12, 31), PRESENT), (date(2027, 1, 1), HISTORICAL)],
)
def test_the_year_of_the_incident_is_not_long_ago(day: date | None, statuses: set[Status]) -> None:
    text = "In February 2026 he strangled her in the kitchen"

    assert {m.status for m in read(text, on=day).markers if m.code is NFS} == statuses


@pytest.mark.parametrize("text", ["", " ", "\n\t \r\n", "\u200b \ufeff"])
def test_an_empty_narrative_says_that_it_is_empty(text: str) -> None:
    assert read(text).state in ("empty", "not read: no words")


@pytest.mark.parametrize(
    "text",
    [
        "Mąż uderzył ją w twarz i groził, że ją zabije. Dzieci były w domu. Pani jest bardzo przestraszona.",
        "Maz uderzyl ja w twarz i grozil ze ja zabije. Dzieci byly w domu i nie chce wracac do niego.",
        "Mae hi wedi dweud bod ei gŵr wedi ei tharo hi neithiwr ac roedd y plant yn y tŷ ar y pryd.",
        "Муж ударил её и угрожал убить. Дети были дома.",
        "他打了她，并威胁要杀了她。孩子们在家。",
        "El marido le pegó en la cara y dijo que la iba a matar. Los niños estaban en la casa con una tía.",
    ],
)
def test_a_narrative_in_another_language_is_never_taken_for_clean(text: str) -> None:
    assert read(text).state == "not read: language"


def test_a_narrative_of_marks_and_numbers_has_no_words() -> None:
    assert read("12/3 ?? -- 0800").state == "not read: no words"


@pytest.mark.parametrize(
    "text",
    [
        "No offences. NFA",
        "IP SAFE",
        "nfs",
        "Ms Kowalska states that maz is at home with the dzieci, nothing said, no concern.",
    ],
)
def test_short_and_mixed_narratives_are_read(text: str) -> None:
    assert read(text).state == "read"


@pytest.mark.parametrize(
    "text",
    [
        "he st\u200brangled her",
        "he\x00 strangled\x00 her",
        "he st\x00rang\x07led her",
        "he\x1fstrangled\x1eher",
        "\u202ehe strangled her\u202c",
        "<p>he <b>strangled</b> her</p>",
        "😀 he strangled her 😀",
        "he ｓtrangled her",
    ],
)
def test_odd_characters_hide_nothing(text: str) -> None:
    assert NFS in {m.code for m in read(text).markers}


def test_a_narrative_too_long_is_read_as_far_as_can_be_and_says_so() -> None:
    reading = read("He strangled her. " * (LONGEST // 10))

    assert reading.state.startswith("too long")
    assert reading.markers


@pytest.mark.parametrize(
    "unit",
    [
        *("no ", "no knife ", "(((((", "a a a a ", "hands round ", "neck ", "no kids, ", "\n- ", "if he ", "?? "),
        "He was drunk and she left him. ",  # words that the second reader speaks against
    ],
)
def test_hostile_repeats_cost_no_more_than_their_length(unit: str) -> None:
    def seconds(length: int) -> float:
        text = "He hit her. " + unit * (length // len(unit))
        start = time.process_time()
        read(text)
        return time.process_time() - start

    seconds(0)  # the first reading of all also opens what is packaged
    short, long = seconds(20_000), seconds(160_000)

    assert long < 30 * short + 0.5  # eight times the length; a quadratic cost would be 64 times
    assert long < 20


@given(st.text(max_size=400))
def test_whatever_is_typed_the_evidence_is_the_text(text: str) -> None:
    reading = read(text)

    assert reading.lexicon_version == VERSION
    assert all(text[m.start : m.end] == m.evidence for m in reading.markers)


pieces = st.lists(
    st.sampled_from(
        [
            "he",
            "she",
            "no",
            "not",
            "never",
            "strangled",
            "her",
            "knife",
            "weapons",
            "denies",
            "if",
            "leaflet",
            "in",
            "2009",
            "kids",
            "upstairs",
            "but",
            ",",
            ".",
            "-",
            "?",
            "\n",
            "yes",
            "friend",
            "was",
            "mother's",
            "throat",
            "hands",
            "round",
            "£400",
            "15",
            "yo",
        ]
    ),
    max_size=60,
).map(" ".join)


@given(pieces)
def test_markers_come_in_order_and_no_two_of_a_code_overlap(text: str) -> None:
    markers = read(text).markers

    assert list(markers) == sorted(markers, key=lambda m: m.start)
    for code in {m.code for m in markers}:
        spans = [(m.start, m.end) for m in markers if m.code is code]
        assert all(a[1] <= b[0] for a, b in pairwise(spans))


@given(pieces)
def test_reading_twice_says_the_same(text: str) -> None:
    assert read(text) == read(text)


@given(pieces.map(lambda text: text.replace("\n", ".")))
def test_case_does_not_change_what_is_found(text: str) -> None:
    """Names are told by their capitals, so only texts of small letters are compared with their capitals.

    Nor has the text a new line: whether a long one was wrapped is told by the small letter after it.
    """
    small, capitals = read(text.lower()), read(text.lower().upper())

    assert [(m.code, m.status) for m in small.markers] == [(m.code, m.status) for m in capitals.markers]
