"""People as cells write them: names, births, relationships and addresses in one piece of text."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from vigil.intake.reading import names, people
from vigil.intake.reading.names import Name


@pytest.mark.parametrize(
    ("text", "surname", "forenames"),
    [
        ("SMITH, Jane", "Smith", "Jane"),
        ("SMITH Jane", "Smith", "Jane"),
        ("Jane SMITH", "Smith", "Jane"),
        ("White OLIVE", "Olive", "White"),  # capitals tell the surname, not the order
        ("Jane Ann SMITH", "Smith", "Jane Ann"),
        ("EXAMPLE K", "Example", "K"),
        ("K EXAMPLE", "Example", "K"),
        ("EXAMPLE, K", "Example", "K"),
        ("KAMIŃSKI, Andrzej", "Kamiński", "Andrzej"),
        ("O'NEILL, Lynn", "O'Neill", "Lynn"),
        ("Sean O NEILL", "O Neill", "Sean"),
        ("MCDONALD, Ian", "McDonald", "Ian"),
        ("McDonald, Ian", "McDonald", "Ian"),
        ("EXAMPLE, DEMI-LEIGH", "Example", "Demi-Leigh"),
        ("HAMMOND-SMITH, Ethan", "Hammond-Smith", "Ethan"),
        ("Poppy HAMMOND-SMITH", "Hammond-Smith", "Poppy"),
        ("Mrs Jane SMITH", "Smith", "Jane"),
        ("van der Berg, Anna", "van der Berg", "Anna"),
    ],
)
def test_the_surname_is_told_by_a_comma_or_by_capitals(text: str, surname: str, forenames: str) -> None:
    for surname_first in (True, False):
        assert names.split(text, surname_first=surname_first) == Name(surname=surname, forenames=forenames)


def test_without_a_comma_or_capitals_the_source_s_order_decides() -> None:
    assert names.split("paula deborah example") == Name(surname="Example", forenames="Paula Deborah")
    assert names.split("Example Paula Deborah", surname_first=True) == Name(
        surname="Example", forenames="Paula Deborah"
    )


@pytest.mark.parametrize("text", ["SMITH (née WEBB), Kate", "SMITH, Kate nee Webb", "SMITH, Kate (formerly WEBB)"])
def test_a_maiden_name_is_kept_beside_the_name(text: str) -> None:
    assert names.split(text) == Name(surname="Smith", forenames="Kate", also_known_as="Webb")


@pytest.mark.parametrize(
    "text",
    [
        "",
        "None",
        "nil",
        "n/a",
        "N/A",
        "-",
        "unknown",
        "UNK",
        "?",
        "unknown male",
        "no children",
        "not known",
        "3",
        "2 x children",
    ],
)
def test_words_for_nobody_name_nobody(text: str) -> None:
    assert people.one(text) is None
    assert people.children(text) == []


def test_a_relationship_without_a_name_names_nobody() -> None:
    assert people.one("mother") is None


@pytest.mark.parametrize("text", ["NOLAN, Nil", "Norma NILES", "NO, Sung"])
def test_a_name_like_a_word_for_nobody_is_a_person(text: str) -> None:
    assert people.one(text) is not None


@pytest.mark.parametrize(
    ("text", "name", "birth", "relationship", "address"),
    [
        ("SMITH, Jane (dob 3/4/91)", "Smith Jane", "3/4/91", "", ""),
        ("SMITH, Jane (DOB: 03/04/1991)", "Smith Jane", "03/04/1991", "", ""),
        ("SMITH Jane dob 3.4.91", "Smith Jane", "3.4.91", "", ""),
        ("SMITH, Jane b. 3 Apr 1991", "Smith Jane", "3 Apr 1991", "", ""),
        ("Jane SMITH (3/4/91)", "Smith Jane", "3/4/91", "", ""),
        ("SMITH, Jane, dob 3/4/91", "Smith Jane", "3/4/91", "", ""),
        ("SMITH, Jane (F) (dob 3/4/91)", "Smith Jane", "3/4/91", "", ""),
        ("SMITH, Jane (dob 3/4/91) (née Webb) - mother", "Smith Jane", "3/4/91", "mother", ""),
        ("SMITH, Jane 34", "Smith Jane", "34", "", ""),
        ("SMITH, Jane of Flat 34", "Smith Jane", "", "", "Flat 34"),
        ("SMITH, Jane (37)", "Smith Jane", "37", "", ""),
        ("SMITH, Jane (aged 37)", "Smith Jane", "aged 37", "", ""),
        ("Jane SMITH 37 yrs", "Smith Jane", "37 yrs", "", ""),
        ("SMITH, Jane (dob ?)", "Smith Jane", "?", "", ""),
        ("SMITH, Jane (dob unk)", "Smith Jane", "unk", "", ""),
        ("SMITH Jane UNK (mother)", "Smith Jane", "UNK", "mother", ""),
        ("SMITH Jane 03/04/1991 (mother)", "Smith Jane", "03/04/1991", "mother", ""),
        ("Smith Jane c. 40 (niece)", "Smith Jane", "c. 40", "niece", ""),
        ("SMITH, Jane - ex partner", "Smith Jane", "", "ex partner", ""),
        ("Jane SMITH, partner", "Smith Jane", "", "partner", ""),
        ("SMITH, Jane, girlfriend", "Smith Jane", "", "girlfriend", ""),
        ("SMITH, Jane (dob 3/4/91) (step mother)", "Smith Jane", "3/4/91", "step mother", ""),
        ("SMITH, Jane (dob 3/4/91) of 4 High St, Hereford", "Smith Jane", "3/4/91", "", "4 High St, Hereford"),
        ("SMITH, Jane, Brook Lodge, Hereford", "Smith Jane", "", "", "Brook Lodge, Hereford"),
        ("SMITH, Jane, 4 High St", "Smith Jane", "", "", "4 High St"),
        ("SMITH, Jane lives 4 High St", "Smith Jane", "", "", "4 High St"),
        (
            "SMITH, Jane (dob 3/4/91) - former partner, 4 High St, Hereford",
            "Smith Jane",
            "3/4/91",
            "former partner",
            "4 High St, Hereford",
        ),
        (
            "SMITH, Jane (dob 3/4/91), ex-partner lives Flat 2, 4 High St",
            "Smith Jane",
            "3/4/91",
            "ex-partner",
            "Flat 2, 4 High St",
        ),
        ("SMITH, Jane (aged 37) (boyfriend) of F4, 8 High St", "Smith Jane", "aged 37", "boyfriend", "F4, 8 High St"),
    ],
)
def test_a_person_in_one_cell_comes_apart(text: str, name: str, birth: str, relationship: str, address: str) -> None:
    person = people.one(text)

    assert person is not None
    assert f"{person.surname} {person.forenames}" == name
    assert (person.birth, person.relationship, person.address) == (birth, relationship, address)
    assert person.as_written == text


def test_several_people_in_a_cell_are_parted_by_semicolons() -> None:
    found = people.several("PUGH Sian 03/04/1991 (mother); Taylor Nathan 5/6/90 (father)")

    assert [(person.surname, person.relationship) for person in found] == [("Pugh", "mother"), ("Taylor", "father")]


@pytest.mark.parametrize(
    ("text", "children"),
    [
        ("Alfie 7, Mia 4mths", [("", "Alfie", "7"), ("", "Mia", "4mths")]),
        (
            "3 - Ollie 14, Tilly 12 & Thomas 8 mths",
            [("", "Ollie", "14"), ("", "Tilly", "12"), ("", "Thomas", "8 mths")],
        ),
        (
            "Penelope 4\nMaisie 18mths\nBobby 1 wks",
            [("", "Penelope", "4"), ("", "Maisie", "18mths"), ("", "Bobby", "1 wks")],
        ),
        ("Jakub (2)", [("", "Jakub", "2")]),
        ("Joseph 6, Ella, Edward 11", [("", "Joseph", "6"), ("", "Ella", ""), ("", "Edward", "11")]),
        ("Demi Leigh 11", [("", "Demi Leigh", "11")]),
        ("Oliver (?)", [("", "Oliver", "?")]),
        ("Iris Parry dob 6/7/20, Theo Taylor dob 5/8/15", [("Parry", "Iris", "6/7/20"), ("Taylor", "Theo", "5/8/15")]),
        ("IRIS 5", [("", "Iris", "5")]),
    ],
)
def test_children_in_one_cell_have_forenames_unless_more_is_written(
    text: str, children: list[tuple[str, str, str]]
) -> None:
    assert [(child.surname, child.forenames, child.birth) for child in people.children(text)] == children


NAME_PARTS = st.sampled_from(["Jane", "Ann", "Demi-Leigh", "Kamiński", "O'Neill", "Smith", "Wójcik", "Lee", "Carter"])


@given(NAME_PARTS, NAME_PARTS)
def test_capitals_and_order_never_change_who_is_meant(surname: str, forename: str) -> None:
    written = {f"{surname.upper()}, {forename}", f"{surname.upper()} {forename}", f"{forename} {surname.upper()}"}

    assert {names.split(text) for text in written} == {Name(surname=surname, forenames=forename)}


@given(st.text(max_size=80))
def test_any_text_at_all_can_be_read_for_people(text: str) -> None:
    people.one(text)
    people.several(text)
    people.children(text)
