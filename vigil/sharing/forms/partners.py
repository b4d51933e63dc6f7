"""What is typed to add or change a partner and the ways to reach it."""

import json
from typing import Any

from django import forms

from vigil.referrals.models import choices
from vigil.rules.sharing.routing import HOURS_WORDS, Hours
from vigil.rules.sharing.terms import Form, PartnerKind
from vigil.rules.sharing.terms import choices as sharing_choices
from vigil.rules.terms import Area, Grade
from vigil.sharing.channels import CHANNELS

_PLAIN = {"autocomplete": "off", "spellcheck": "false"}


class PartnerDetails(forms.Form):
    name = forms.CharField(
        max_length=120,
        label="Name",
        help_text="As people at the hub say it. For a school: its full name, as referrals write it",
        widget=forms.TextInput(_PLAIN),
        error_messages={"required": "Enter the partner’s name"},
    )
    kind = forms.ChoiceField(choices=sharing_choices(PartnerKind), label="Kind")
    area = forms.ChoiceField(required=False, choices=[("", "All areas"), *choices(Area)], label="Area it serves")
    call_name = forms.CharField(
        max_length=120,
        label="Person or desk to call",
        widget=forms.TextInput(_PLAIN),
        error_messages={"required": "Enter whom to call when messages fail"},
    )
    call_phone = forms.CharField(
        max_length=40,
        label="Their phone number",
        widget=forms.TextInput({"class": "govuk-input--width-20", "autocomplete": "off"}),
        error_messages={"required": "Enter the number to call"},
    )
    per_hour = forms.IntegerField(
        required=False,
        min_value=1,
        max_value=9_999,
        label="Most they take in an hour",
        help_text="As agreed with them. High risk never waits for it. Empty for no limit",
        widget=forms.NumberInput({"class": "govuk-input--width-4"}),
        error_messages={"min_value": "Enter 1 or more, or leave it empty", "invalid": "Enter a whole number"},
    )
    is_active = forms.BooleanField(required=False, initial=True, label="They can be told things")


class AddRoute(forms.Form):
    channel = forms.ChoiceField(choices=[(name, name.capitalize()) for name in CHANNELS], label="Channel")
    settings = forms.CharField(
        required=False,
        label="Settings, as JSON",
        help_text="Addresses and the names of secrets, never a secret. See docs/channels",
        widget=forms.Textarea({"rows": 4, "spellcheck": "false"}),
    )
    order = forms.IntegerField(
        min_value=1,
        max_value=9,
        initial=1,
        label="Tried as number",
        widget=forms.NumberInput({"class": "govuk-input--width-2"}),
        error_messages={"required": "Enter 1 for the first way", "invalid": "Enter a whole number"},
    )
    form = forms.ChoiceField(required=False, choices=[("", "Any"), *sharing_choices(Form)], label="Sort of report")
    grade = forms.ChoiceField(required=False, choices=[("", "Any"), *choices(Grade)], label="Grade")
    hours = forms.ChoiceField(choices=[(one.value, HOURS_WORDS[one]) for one in Hours], label="When")

    def clean_settings(self) -> dict[str, Any]:
        typed = self.cleaned_data["settings"].strip() or "{}"
        try:
            settings = json.loads(typed)
        except ValueError:
            raise forms.ValidationError("These settings are not JSON. Check quotes and commas.") from None
        if not isinstance(settings, dict):
            raise forms.ValidationError("Write the settings as a JSON object, in curly brackets.")
        return settings
