"""What people choose and type to narrow the worklist."""

from enum import StrEnum
from typing import Any

from django import forms

from vigil.referrals import search
from vigil.referrals.models import choices
from vigil.rules.terms import Area, Grade, IncidentType
from vigil.worklist.queries.filters import AGES, FLAGS, NO_AREA, SORTS, Filters, Sort


def _any(words: str, terms: type[StrEnum]) -> list[tuple[str, str]]:
    return [("", words), *choices(terms)]


class Narrow(forms.Form):
    """How the list is narrowed and sorted. It all stands in the address, so none of it is about a person.

    ``found`` is the token of a search, whose words stay in the session.
    """

    found = forms.CharField(required=False, max_length=20, widget=forms.HiddenInput)
    area = forms.ChoiceField(required=False, choices=[*_any("All areas", Area), (NO_AREA, "Not known")])
    grade = forms.ChoiceField(required=False, choices=_any("All grades", Grade))
    incident_type = forms.ChoiceField(required=False, choices=_any("All types", IncidentType), label="Incident type")
    flag = forms.ChoiceField(required=False, choices=[("", "Any or none"), *FLAGS.items()], label="Flagged")
    age = forms.ChoiceField(
        required=False,
        choices=[("", "Any"), *((age, band.words.capitalize()) for age, band in AGES.items())],
        label="Waiting",
    )
    sort = forms.ChoiceField(
        required=False, choices=[(sort.value, words) for sort, words in SORTS.items()], label="Sort by"
    )
    overdue = forms.BooleanField(required=False, label="Overdue only")

    def chosen(self) -> dict[str, str]:
        """Return what was chosen, as it stands in an address. What the list does not know is left out."""
        self.is_valid()
        values: dict[str, Any] = {**self.cleaned_data, "overdue": "on" if self.cleaned_data.get("overdue") else ""}
        if values.get("sort") == Sort.ORDER:
            values["sort"] = ""
        return {name: value for name in self.fields if (value := values.get(name))}


def filters(chosen: dict[str, str], *, searched: str) -> Filters:
    """Return the filters for what was chosen, and the text of a search ("" for none)."""
    return Filters(
        area=chosen.get("area", ""),
        grade=chosen.get("grade", ""),
        incident_type=chosen.get("incident_type", ""),
        flag=chosen.get("flag", ""),
        age=chosen.get("age", ""),
        overdue="overdue" in chosen,
        words=tuple(search.words(searched)),
    )


class Search(forms.Form):
    """Words to find a referral by."""

    words = forms.CharField(
        max_length=200,
        label="Find a referral",
        help_text="Reference, name, address or postcode",
        error_messages={"required": "Type a reference, name, address or postcode"},
    )

    def clean_words(self) -> str:
        typed: str = self.cleaned_data["words"]
        # One letter alone would find nearly everything, slowly.
        if not any(len(word) > 1 for word in search.words(typed)):
            raise forms.ValidationError("Type at least two letters or figures")
        return typed
