"""What is typed in from an assessment sheet on paper."""

from dataclasses import replace
from datetime import datetime
from typing import Any

from django import forms
from django.utils import timezone

from vigil.accounts.models import User
from vigil.accounts.roles import MAY, Permission
from vigil.rules.assessing import Answers, Filled
from vigil.triage.forms.assessing import Assess
from vigil.ui.forms import DayField


class FindSheet(forms.Form):
    number = forms.RegexField(
        r"^\s*[Vv][Hh]-?\s*\d{1,12}\s*$",
        label="Number on the sheet",
        help_text="For example VH-000123",
        widget=forms.TextInput({"class": "govuk-input--width-10", "autocomplete": "off", "spellcheck": "false"}),
        error_messages={"required": "Enter the number on the sheet", "invalid": "Enter a number such as VH-000123"},
    )

    def clean_number(self) -> int:
        return int("".join(filter(str.isdigit, self.cleaned_data["number"])))


class EnterPaper(Assess):
    """An assessment as the desk asks for it, and who made it when."""

    done_by = forms.ModelChoiceField(
        User.objects.none(),
        label="Who made it?",
        empty_label="Choose",
        error_messages={"required": "Choose who made it"},
    )
    day = DayField(label="On which day?", error_messages={"required": "Enter the day on the sheet"})
    time = forms.TimeField(
        label="At what time?",
        help_text="For example 21:40",
        input_formats=["%H:%M", "%H%M", "%H.%M"],
        error_messages={"required": "Enter the time on the sheet", "invalid": "Enter a time, for example 21:40"},
        widget=forms.TextInput({"class": "govuk-input--width-5", "inputmode": "numeric", "autocomplete": "off"}),
    )

    def __init__(self, *args: Any, with_child: bool, **kwargs: Any) -> None:
        # Nobody was shown anything filled in on paper: what stands there was chosen by whoever wrote it.
        super().__init__(*args, filled=Filled(), with_child=with_child, **kwargs)
        del self.fields["version"], self.fields["is_confirmed"]
        roles = [role for role, held in MAY.items() if Permission.ASSESS in held]
        people = User.objects.filter(is_active=True, role__in=roles).order_by("last_name", "first_name", "username")
        who = self.fields["done_by"]
        assert isinstance(who, forms.ModelChoiceField)
        who.queryset = people
        self.order_fields(["done_by", "day", "time", "grade", "why", *(section.value for section in self.sections)])

    def answers(self) -> Answers:
        return replace(super().answers(), is_confirmed=True)

    def done_at(self) -> datetime:
        """Return the paper's own time. Only of a valid form."""
        return timezone.make_aware(datetime.combine(self.cleaned_data["day"], self.cleaned_data["time"]))
