"""What people type about persons: whom they look for and why, and who is who."""

import re
from typing import Any

from django import forms

from vigil.matching import addresses, names
from vigil.people.queries.search import PERSON_NUMBER, Asked
from vigil.ui.forms import DayField

PURPOSES = {
    "assessing": "Assessing a referral",
    "who_is_who": "Checking who is who in the records",
    "partner": "Answering a partner",
    "oversight": "Supervision, inspection or a complaint",
}


class Search(forms.Form):
    """Whom somebody looks for, and why. Kept in the session: none of it may stand in an address."""

    name = forms.CharField(
        required=False, max_length=120, label="Name", help_text="Surname, or forename and surname, however it is spelt"
    )
    born = DayField(required=False, label="Date of birth")
    address = forms.CharField(
        required=False, max_length=200, label="Address", help_text="House and street, or a postcode"
    )
    reference = forms.CharField(
        required=False,
        max_length=80,
        label="Reference",
        help_text="A hub number (VH-000123 or P-0000123), log number or a source’s own reference",
    )
    purpose = forms.ChoiceField(
        choices=[("", "Choose why"), *PURPOSES.items()],
        label="Why are you looking?",
        help_text="Kept in the audit trail, with your name",
        error_messages={"required": "Choose why you are looking"},
    )

    def clean_name(self) -> str:
        typed: str = self.cleaned_data["name"]
        if typed and not any(len(word) > 1 for word in names.fold(typed).split()):
            raise forms.ValidationError("Type at least two letters of the name")
        return typed

    def clean_address(self) -> str:
        typed: str = self.cleaned_data["address"]
        read = addresses.read(typed)
        if typed and not (read.house and read.street) and not read.postcode:
            raise forms.ValidationError("Type a house and street, or a whole postcode")
        return typed

    def clean(self) -> dict[str, Any]:
        cleaned: dict[str, Any] = super().clean() or {}
        if not self.errors and not any(cleaned.get(name) for name in ("name", "born", "address", "reference")):
            raise forms.ValidationError("Type something to look for")
        return cleaned

    def asked(self) -> Asked:
        """Return what was typed, once it is valid."""
        typed = self.cleaned_data
        return Asked(name=typed["name"], born=typed["born"], address=typed["address"], reference=typed["reference"])


class Split(forms.Form):
    """Why some reports are about somebody else. Which ones is ticked on the timeline."""

    reason = forms.CharField(
        label="Why are they about somebody else?",
        widget=forms.Textarea(attrs={"rows": 2}),
        error_messages={"required": "Record why these reports are about somebody else"},
    )


class Join(forms.Form):
    """Which other person this is, and why."""

    other = forms.CharField(
        label="The other person’s number",
        help_text="For example P-0000123",
        error_messages={"required": "Type the number of the other person"},
    )
    reason = forms.CharField(
        label="Why are they one person?",
        widget=forms.Textarea(attrs={"rows": 2}),
        error_messages={"required": "Record why they are one person"},
    )

    def clean_other(self) -> int:
        number = PERSON_NUMBER.fullmatch(self.cleaned_data["other"]) or re.fullmatch(
            r"0*(\d{1,12})", self.cleaned_data["other"].strip()
        )
        if not number:
            raise forms.ValidationError("Type a person’s number, for example P-0000123")
        return int(number[1])


class TakeOut(forms.Form):
    """Why somebody does not live with the others. Who is ticked in the table."""

    reason = forms.CharField(
        label="Why do they not live with the others?",
        widget=forms.Textarea(attrs={"rows": 2}),
        error_messages={"required": "Record why they do not live with the others"},
    )


class PutTogether(forms.Form):
    """Which other household this is, and why."""

    other = forms.IntegerField(
        min_value=1,
        widget=forms.TextInput(attrs={"inputmode": "numeric"}),
        label="The other household’s number",
        help_text="It stands at the top of its page",
        error_messages={
            "required": "Type the number of the other household",
            "invalid": "Type a household’s number, for example 123",
        },
    )
    reason = forms.CharField(
        label="Why are they one household?",
        widget=forms.Textarea(attrs={"rows": 2}),
        error_messages={"required": "Record why they are one household"},
    )
