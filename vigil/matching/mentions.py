"""A person as one report names them: what matching is given, whatever it comes from."""

from dataclasses import dataclass
from datetime import date


@dataclass(frozen=True, kw_only=True, slots=True)
class Mention:
    """A person as one report names them. Every field but ``id`` may be empty; nothing need be tidy.

    ``address`` is the person's own, else where the report says it happened. ``named_with`` are the others
    of the same report, "forenames surname" each. ``source_person_id`` carries its system's name in front
    ("rms:PER1007399"), so that two systems' numbers never meet.
    """

    id: str
    forenames: str = ""
    surname: str = ""
    also_known_as: str = ""  # maiden name, alias or nickname: "nee Webb", "Janey"
    date_of_birth: date | None = None
    born_as_written: str = ""  # eight digits, yyyymmdd, when they make no date
    age: int | None = None  # whole years on ``seen_on``
    seen_on: date | None = None
    sex: str = ""  # "F" or "M" says something; any other is as if not known
    address: str = ""
    postcode: str = ""
    phone: str = ""
    school: str = ""
    role: str = ""  # as rules.terms has it: "child" says an age, the rest says nothing of who they are
    relationship: str = ""
    source_person_id: str = ""
    nhs_number: str = ""
    uprn: str = ""
    named_in: str = ""  # what it was named in: two with the same are two people, unless one was entered twice
    named_with: tuple[str, ...] = ()
