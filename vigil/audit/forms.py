"""What the audit trail is narrowed to."""

import re
from typing import Any

from django import forms

from vigil.accounts.models import User
from vigil.audit.queries import Filters
from vigil.audit.words import VERBS
from vigil.ui.forms import DayField


class Narrow(forms.Form):
    """Person of the hub, what they did, to which referral, when."""

    by = forms.ChoiceField(required=False, label="Who")
    verb = forms.ChoiceField(
        required=False,
        label="What",
        choices=[("", "Anything"), *sorted(VERBS.items(), key=lambda choice: choice[1])],
    )
    referral = forms.CharField(required=False, label="Referral", help_text="For example VH-000123")
    since = DayField(required=False, label="From")
    until = DayField(required=False, label="To")

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        people = User.objects.order_by("first_name", "last_name", "username")
        self.fields["by"].choices = [("", "Anybody"), *((str(person.pk), str(person)) for person in people)]  # type: ignore[attr-defined]

    def clean_referral(self) -> int | None:
        typed = self.cleaned_data["referral"].strip()
        number = re.fullmatch(r"(?:VH)?[- ]*0*(\d{1,12})", typed, re.IGNORECASE)
        if typed and not number:
            raise forms.ValidationError("Type a hub number, for example VH-000123")
        return int(number[1]) if number else None

    def filters(self) -> Filters:
        """Return what was chosen. A field with a mistake narrows nothing: its message says so."""
        self.is_valid()
        chosen = self.cleaned_data
        return Filters(
            by=int(chosen["by"]) if chosen.get("by") else None,
            verb=chosen.get("verb", ""),
            referral=chosen.get("referral"),
            since=chosen.get("since"),
            until=chosen.get("until"),
        )
