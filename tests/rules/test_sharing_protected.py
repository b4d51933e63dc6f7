"""Protected addresses, phones, e-mails and names, found in whatever way somebody writes them."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from vigil.rules.protected import Kind, Secret, found, tells

HOME = Secret(kind=Kind.ADDRESS, value="Flat 3, 12 Larch Walk, Wem, SY4 9ZZ")
COTTAGE = Secret(kind=Kind.ADDRESS, value="Rose Cottage, Hollins Lane, Newport, TF10 8QQ")
HIGH_STREET = Secret(kind=Kind.ADDRESS, value="22 St Mary’s Road, Ludlow")
CORNHILL = Secret(kind=Kind.ADDRESS, value="7 Cornhill, Bridgnorth, WV16 0AA")
MOBILE = Secret(kind=Kind.PHONE, value="07700 900123")
LANDLINE = Secret(kind=Kind.PHONE, value="01743 832145")
EMAIL = Secret(kind=Kind.EMAIL, value="moira.t84@example.org")
MILL_LANE = Secret(kind=Kind.ADDRESS, value="4 Mill Lane, Wem")
CAR = Secret(kind=Kind.CODE, value="AB12 CDE")
REFUGE = Secret(kind=Kind.WORDS, value="Harbour House")
MOTHER = Secret(kind=Kind.FORENAME, value="Moira Example")
MOIRA = Secret(kind=Kind.NAME, value="Moira Tansley")
SCHOOL = Secret(kind=Kind.WORDS, value="Larkmead Primary School")

TOLD = [
    (HOME, "She now lives at 12 Larch Walk, Wem."),
    (HOME, "moved to 12 larch wlk"),
    (HOME, "12 LARCH WK WEM"),
    (HOME, "He was seen on Larch Walk that night"),
    (HOME, "in Larchwalk"),
    (HOME, "Lar-\nch Walk"),
    (HOME, "twelve Larche Walk"),
    (HOME, "number twelve, Larch"),
    (HOME, "no. 12 Larch, Wem"),
    (HOME, "12 Lartch Wallk"),
    (HOME, "12 Lrach Walk"),
    (HOME, "12 Larche Worlk"),
    (HOME, "SY49ZZ"),
    (HOME, "sy4  9zz"),
    (HOME, "S Y 4 - 9 Z Z"),
    (HOME, "postcodeSY4.9ZZ"),
    (HOME, "Sierra Yankee four, nine Zulu Zulu"),
    (HOME, "L\u200barch W\u00adalk"),
    (HOME, "Lаrсh Wаlk"),  # with letters of another alphabet
    (HOME, "Ｌａｒｃｈ Ｗａｌｋ"),
    (HOME, "Lárch Wálk"),
    (HOME, "Larch_Walk"),
    (HOME, "L a r c h   W a l k"),
    (HOME, "L@rch W@lk"),
    (HOME, "Larch%20Walk"),
    (HOME, "the Larch-Walk address"),
    (HOME, "Walk, Larch"),
    (HOME, "12 L.W., Wem"),
    (HOME, "12 LW"),
    (HOME, "no 12 L. Walk"),
    (HOME, "up Larch W."),
    (HOME, "12 L&#97;rch&nbsp;W&#x61;lk"),
    (HOME, "<td>Larch</td><td>Walk</td>"),
    (HOME, "Larch\nWalk"),
    (HOME, "La\u3164rch Wa\u2060lk"),
    (HOME, "ʟᴀʀᴄʜ ᴡᴀʟᴋ"),
    (HOME, "🅻🅰🆁🅲🅷 🆆🅰🅻🅺"),
    (HOME, "L4rch W4lk"),
    (HOME, "ess why four, nine zed zed"),
    (HOME, "SY4 nine double Z"),
    (HOME, "https://maps.example/?q=SY4+9ZZ"),
    (MILL_LANE, "Lane, 4 Mill"),
    (MILL_LANE, "up the Lane (Mill), number 4"),
    (MILL_LANE, "4 M.L."),
    (CAR, "ab12cde"),
    (CAR, "A.B. 1-2 C D E"),
    (CAR, "Alpha Bravo one two Charlie Delta Echo"),
    (CAR, "ABI2 CDE"),
    (REFUGE, "House, Harbour"),
    (COTTAGE, "staying at Rose Cott with her sister"),
    (COTTAGE, "the cottage in Hollins Ln"),
    (COTTAGE, "TF1O 8QQ"),
    (COTTAGE, "Hollin's Lane"),
    (HIGH_STREET, "twenty-two Saint Marys Rd"),
    (HIGH_STREET, "22 St. Mary's Road"),
    (HIGH_STREET, "22 St Marys Raod"),
    (CORNHILL, "above the shop on Cornhill"),
    (CORNHILL, "Corn Hill"),
    (CORNHILL, "wv16 Oaa"),
    (MOBILE, "07700900123"),
    (MOBILE, "+44 7700 900123"),
    (MOBILE, "+44 (0)7700-900-123"),
    (MOBILE, "0044 7700 900 123"),
    (MOBILE, "077 00 90 01 23"),
    (MOBILE, "call 07700.900.123 after six"),
    (MOBILE, "oh seven seven double oh nine double oh one two three"),
    (MOBILE, "O77OO 9OO123"),
    (MOBILE, "o77oo 9ool23"),
    (MOBILE, "07700 900I23"),
    (MOBILE, "０７７００ ９００１２３"),
    (MOBILE, "٠٧٧٠٠ ٩٠٠١٢٣"),
    (MOBILE, "07700 (that is the first half) 900123"),
    (MOBILE, "07700 nine hundred one twenty three"),
    (MOBILE, "07700 &#57;00123"),
    (LANDLINE, "01743 832145"),
    (LANDLINE, "ring 832145"),
    (LANDLINE, "(01743) 832 145"),
    (EMAIL, "Moira.T84@Example.org"),
    (EMAIL, "moira.t84 at example dot org"),
    (EMAIL, "moira.t84 [at] example.org"),
    (EMAIL, "moira.t84@elsewhere.example"),
    (EMAIL, "moira_t84@elsewhere.example"),
    (EMAIL, "moira.t84&#64;example.org"),
    (EMAIL, "moira point t84 at example point org"),
    (MOIRA, "Moira Tansley asked"),
    (MOIRA, "Ms TANSLEY asked"),
    (MOIRA, "Moira Tansly"),
    (MOIRA, "M. Tansley"),
    (MOTHER, "Moira asked"),
    (SCHOOL, "goes to Larkmead Primary"),
    (SCHOOL, "Larkmeade Primary Sch"),
]

NOT_TOLD = [
    (HOME, ""),
    (HOME, "She went for a walk in Wem with the dog and was back by 12."),
    (HOME, "There is a larch in the garden."),
    (HOME, "SY4 5AB"),
    (HOME, "12 Elm Drive, Wem"),
    (COTTAGE, "a cottage near Newport"),
    (HIGH_STREET, "22 people on Station Road"),
    (HOME, "12 long weeks, and the law was slow"),
    (CAR, "He said 12 codes"),
    (MOBILE, "07700 was the bill, of which he owed her mother some 900123 in all"),
    (CORNHILL, "seven of them were up on the hill, eating corn"),
    (MOBILE, "07700 900124"),
    (MOBILE, "log 770 of 20 September 2025"),
    (LANDLINE, "reference 8321456"),
    (EMAIL, "moira said something"),
    (MOIRA, "Moira was not there"),
    (MOTHER, "Mr Example was there"),
    (SCHOOL, "his primary school"),
]


@pytest.mark.parametrize(("secret", "text"), TOLD)
def test_a_protected_detail_is_found_in_any_spelling(secret: Secret, text: str) -> None:
    assert tells(secret, text)


@pytest.mark.parametrize(("secret", "text"), NOT_TOLD)
def test_what_only_looks_a_little_like_it_is_let_be(secret: Secret, text: str) -> None:
    assert not tells(secret, text)


def test_what_was_found_can_be_shown_to_a_person() -> None:
    text = "He followed her to 12 Larche Wlk last night."

    assert "Larche Wlk" in {text[start:end] for start, end in found(HOME, text)}


prose = st.text(alphabet="abcdefghij klmnop.,\n", max_size=60)


@given(before=prose, after=prose, gap=st.sampled_from(["", " ", "  ", "-", ".", "\n", "\u200b", "\u00a0"]))
def test_a_postcode_is_found_wherever_it_stands_and_however_it_is_spaced(before: str, after: str, gap: str) -> None:
    assert tells(HOME, f"{before} SY4{gap}9ZZ {after}")


@given(before=prose, after=prose, gaps=st.lists(st.sampled_from(["", " ", "-", ".", " - "]), min_size=10, max_size=10))
def test_a_phone_is_found_however_its_figures_are_grouped(before: str, after: str, gaps: list[str]) -> None:
    spread = "".join(digit + gap for digit, gap in zip("07700900123", [*gaps, ""], strict=True))

    assert tells(MOBILE, f"{before} {spread} {after}")


@given(
    slip=st.sampled_from(["drop", "double", "swap", "change"]),
    place=st.integers(min_value=0, max_value=13),
    letter=st.sampled_from("aeiostrn"),
)
def test_one_slip_of_the_keys_hides_no_street(slip: str, place: int, letter: str) -> None:
    street = "Hollybush Lane"
    secret = Secret(kind=Kind.ADDRESS, value=f"4 {street}, Wem")
    match slip:
        case "drop":
            typed = street[:place] + street[place + 1 :]
        case "double":
            typed = street[: place + 1] + street[place:]
        case "swap":
            typed = street[:place] + street[place : place + 2][::-1] + street[place + 2 :]
        case _:
            typed = street[:place] + letter + street[place + 1 :]

    assert tells(secret, f"she is at 4 {typed} now")


@given(st.text(max_size=80), st.sampled_from(list(Kind)), st.text(max_size=40))
def test_no_text_and_no_secret_breaks_the_search(text: str, kind: Kind, value: str) -> None:
    for start, end in found(Secret(kind=kind, value=value), text):
        assert 0 <= start < end <= len(text)
