"""How an officer writes a person down: not always as the person is."""

import random
from dataclasses import dataclass
from datetime import date

from vigil.rules.terms import Role, Sex
from vigil.simulation.synthetic import wordlists
from vigil.simulation.synthetic.households import Person
from vigil.simulation.synthetic.places import Address

# [A] share of mentions with each slip; where the name or date cannot show it, it is none. The rest are as they are.
SLIPS = {
    "age_only": 0.10,
    "dob_missing": 0.055,
    "nickname": 0.090,
    "surname_typo": 0.028,
    "forename_typo": 0.024,
    "other_spelling": 0.060,
    "maiden_name": 0.020,
    "dob_day_wrong": 0.010,
    "dob_day_month_swapped": 0.022,
    "dob_year_wrong": 0.007,
    "age_wrong": 0.006,
    "swapped_names": 0.006,
    "initial_only": 0.006,
    "middle_name_used": 0.012,
}
AGE_ONLY_FOR_A_CHILD = 0.22  # [A] children are more often written with an age


@dataclass(frozen=True, slots=True, kw_only=True)
class Mention:
    """One person as one referral writes them. ``person`` and ``household`` are the truth; ``slip`` how this differs."""

    position: int
    role: Role
    surname: str
    forenames: str
    also_known_as: str = ""
    date_of_birth: date | None = None
    age: int | None = None
    age_months: int | None = None  # for a child under two
    sex: Sex = Sex.NOT_KNOWN
    ethnicity: str = ""
    relationship: str = ""
    address: Address | None = None
    phone: str = ""
    school: str = ""
    person: str = ""
    household: int = 0
    slip: str = ""


def mention(
    chance: random.Random,
    person: Person,
    *,
    position: int,
    role: Role,
    relationship: str,
    address: Address | None,
    on: date,
    household: int,
) -> Mention:
    """Return a person as written on ``on`` by an officer in a hurry."""
    age = (on - person.date_of_birth).days // 365
    slip = _slip(chance, person, age)
    surname, forename, dob = person.surname, person.forename, person.date_of_birth
    written: date | None = dob
    also = ""
    match slip:
        case "age_only" | "age_wrong" | "dob_missing":
            written = None
        case "nickname":
            forename = wordlists.read("names")["short_forms"][forename]
        case "other_spelling":
            spellings = wordlists.read("names")["other_spellings"]
            surname, forename = spellings.get(surname, surname), spellings.get(forename, forename)
        case "surname_typo":
            surname = typo(chance, surname)
        case "forename_typo":
            forename = typo(chance, forename)
        case "maiden_name":
            surname, also = (
                (person.maiden_name, "") if chance.random() < 0.5 else (surname, f"nee {person.maiden_name}")
            )
        case "dob_day_wrong":
            written = dob.replace(day=dob.day % 28 + 1)
        case "dob_day_month_swapped":
            written = date(dob.year, dob.day, dob.month)
        case "dob_year_wrong":
            written = dob.replace(year=dob.year + chance.choice((-1, 1)), day=min(dob.day, 28))
        case "swapped_names":
            surname, forename = forename, surname
        case "initial_only":
            forename = forename[0]
        case "middle_name_used":
            forename = person.middle
    months = (on - dob).days // 30 if age < 2 else None
    states_age = slip in ("age_only", "age_wrong")
    return Mention(
        position=position,
        role=role,
        surname=surname,
        forenames=f"{forename} {person.middle}" if person.middle and not slip and chance.random() < 0.15 else forename,
        also_known_as=also,
        date_of_birth=written,
        age=(age + (chance.choice((-2, -1, 1, 2)) if slip == "age_wrong" and age > 3 else 0)) if states_age else None,
        age_months=months if states_age else None,
        sex=_sex(chance, person),
        ethnicity=_ethnicity(chance, person),
        relationship=relationship,
        address=address,
        phone=f"07700 900{chance.randint(0, 999):03d}"
        if age >= 16 and chance.random() < 0.12
        else "",  # Ofcom's range for drama
        school=person.school if chance.random() < 0.7 else "",
        person=person.number,
        household=household,
        slip=slip,
    )


def typo(chance: random.Random, word: str) -> str:
    """Return a word with two letters changed round, one lost, one doubled or one hit beside; never its first."""
    if len(word) < 4:
        return word + word[-1]
    at = chance.randint(1, len(word) - 2)
    match chance.randrange(4):
        case 0 if word[at] != word[at + 1]:
            return word[:at] + word[at + 1] + word[at] + word[at + 2 :]
        case 1:
            return word[:at] + word[at + 1 :]
        case 2:
            return word[:at] + word[at] + word[at:]
        case _:
            beside = dict(zip("qwertyuiopasdfghjklzxcvbnm", "wertyuiopqsdfghjklaxcvbnmz", strict=True))
            return word[:at] + beside.get(word[at], "e") + word[at + 1 :]


def _slip(chance: random.Random, person: Person, age: int) -> str:
    """Return the slip made, "" for none. A slip that this person's name or date cannot show is no slip."""
    if age < 18 and chance.random() < AGE_ONLY_FOR_A_CHILD:
        return "age_only"
    draw = chance.random()
    for slip, share in SLIPS.items():
        draw -= share
        if draw < 0:
            return slip if _possible(slip, person, age) else ""
    return ""


def _possible(slip: str, person: Person, age: int) -> bool:
    names = wordlists.read("names")
    match slip:
        case "nickname":
            return person.forename in names["short_forms"]
        case "other_spelling":
            return person.surname in names["other_spellings"] or person.forename in names["other_spellings"]
        case "maiden_name":
            return bool(person.maiden_name)
        case "dob_day_month_swapped":
            return person.date_of_birth.day <= 12 and person.date_of_birth.day != person.date_of_birth.month
        case "middle_name_used":
            return bool(person.middle)
        case "initial_only":
            return age >= 18
        case "dob_day_wrong" | "dob_year_wrong":
            return age >= 2
    return True


def _sex(chance: random.Random, person: Person) -> Sex:
    draw = chance.random()
    return Sex.NOT_KNOWN if draw < 0.03 else Sex.NON_BINARY if draw < 0.036 else person.sex


def _ethnicity(chance: random.Random, person: Person) -> str:
    draw = chance.random()
    return "" if draw < 0.13 else "NS" if draw < 0.22 else person.ethnicity
