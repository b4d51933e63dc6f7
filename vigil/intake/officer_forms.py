"""The shape of each part of an officer's form. Every field may stay empty: what is missing is asked for at the end."""

from collections.abc import Mapping
from datetime import date, time
from enum import StrEnum
from typing import Any

from django import forms

from vigil.intake.models import OfficerForm
from vigil.referrals.models import choices
from vigil.rules import questionnaires, reporting
from vigil.rules.reporting import HOW_OFTEN, Part
from vigil.rules.terms import Area, Grade, IncidentType, RiskTool, Role, Sex
from vigil.ui.forms import DayField

_PLAIN = {"autocomplete": "off", "spellcheck": "false"}
_YES_OR_NO = ("yes", "no", "would not say")
_OFTEN = ("never", "occasionally", "often", "all the time", "would not say")


def _line(label: str, *, width: int = 0, most: int = 200, hint: str = "", **attrs: str) -> forms.CharField:
    shape = {"class": f"govuk-input--width-{width}"} if width else {}
    widget = forms.TextInput({**_PLAIN, **shape, **attrs})
    return forms.CharField(label=label, max_length=most, required=False, help_text=hint, widget=widget)


def _words(label: str, *, rows: int, hint: str = "") -> forms.CharField:
    return forms.CharField(
        label=label, required=False, help_text=hint, max_length=20_000, widget=forms.Textarea({"rows": rows})
    )


def _one_of(label: str, options: type[StrEnum], *, empty: str, hint: str = "") -> forms.ChoiceField:
    return forms.ChoiceField(label=label, required=False, help_text=hint, choices=[("", empty), *choices(options)])


class What(forms.Form):
    incident_type = _one_of("What is it about?", IncidentType, empty="Choose")
    day = DayField(label="When did it happen?", required=False)
    time = forms.TimeField(
        label="At what time?",
        required=False,
        help_text="For example 21:40. Leave it empty if it is not known.",
        input_formats=["%H:%M", "%H%M", "%H.%M"],
        error_messages={"invalid": "Enter a time of the day, for example 21:40"},
        widget=forms.TextInput({**_PLAIN, "class": "govuk-input--width-5", "inputmode": "numeric"}),
    )
    log_number = _line("Log number", width=20, most=80)
    area = _one_of("Whose area do they live in?", Area, empty="Not known")


class Where(forms.Form):
    address = _line("Address", hint="House, street and town, on one line.")
    postcode = _line("Postcode", width=10, most=10)


class Account(forms.Form):
    account = _words(
        "What happened?", rows=10, hint="Who did what to whom, what was said, what you saw, who was there."
    )


class Child(forms.Form):
    voice = _words(
        "What did the child say, and how were they?",
        rows=6,
        hint="Their own words where you have them. If you could not see them alone, say why.",
    )


class ConsentAsked(forms.Form):
    consent = forms.ChoiceField(
        label="Do they agree to be referred?",
        required=False,
        choices=[(one.value, reporting.LABELS[one]) for one in reporting.Consent],
        widget=forms.RadioSelect,
    )
    why = _words("If not: why were they not asked, or why is it sent all the same?", rows=3)


class Graded(forms.Form):
    grade = forms.ChoiceField(
        label="How serious is it?", required=False, choices=choices(Grade), widget=forms.RadioSelect
    )
    why = _words("Why this grade?", rows=4, hint="What you saw and heard that makes it so.")


class You(forms.Form):
    team = _line("Your team", width=20, most=80)
    station = _line("Your station", width=20, most=80)
    supervisor = _line(
        "Your supervisor’s username", width=20, most=150, hint="They get the hub’s notes on your referrals too."
    )


class Person(forms.Form):
    role = forms.ChoiceField(label="What part do they have?", choices=choices(Role))
    forenames = _line("Forenames")
    surname = _line("Surname")
    date_of_birth = DayField(label="Date of birth", required=False)
    age = forms.IntegerField(
        label="Or their age, about",
        required=False,
        min_value=0,
        max_value=120,
        error_messages={"invalid": "Enter an age in whole years"},
        widget=forms.NumberInput({"class": "govuk-input--width-3"}),
    )
    sex = forms.ChoiceField(label="Sex", required=False, choices=choices(Sex))
    relationship = _line("Who are they to the person harmed or the child?", most=120)
    phone = _line("Phone", width=20, most=40, inputmode="tel")
    school = _line("School, for a child")

    def clean(self) -> dict[str, Any]:
        typed = super().clean() or {}
        if not any(typed.get(name) not in (None, "") for name in ("forenames", "surname", "date_of_birth", "age")):
            self.add_error("forenames", "Enter a name, a date of birth or an age")
        return typed


class SayKnown(forms.Form):
    answer = forms.ChoiceField(
        label="Are they the same person?",
        choices=list(OfficerForm.KNOWN.items()),
        widget=forms.RadioSelect,
        error_messages={"required": "Choose yes, no or not sure"},
    )


class Asked(forms.Form):
    """A risk questionnaire: one choice a question, quick with a thumb."""

    def __init__(self, *args: Any, tool: RiskTool, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        for code, item in questionnaires.items(tool).items():
            answers = _OFTEN if tool is RiskTool.DARA and code in HOW_OFTEN else _YES_OR_NO
            self.fields[code] = forms.ChoiceField(
                label=item.words,
                required=False,
                choices=[("", "Not asked"), *((answer, answer.capitalize()) for answer in answers)],
            )


_FORMS: dict[Part, type[forms.Form]] = {
    Part.WHAT: What,
    Part.WHERE: Where,
    Part.ACCOUNT: Account,
    Part.CHILD: Child,
    Part.CONSENT: ConsentAsked,
    Part.GRADE: Graded,
    Part.YOU: You,
}


def of_part(part: Part, typed: Any, *, tool: RiskTool | None, kept: Mapping[str, Any]) -> forms.Form:
    """Return the form of a part, with what was typed now, or else what is kept of it."""
    initial = {**kept, **{name: date.fromisoformat(kept[name]) for name in ("day",) if kept.get(name)}}
    if part is Part.QUESTIONS:
        assert tool  # the part is asked only with one
        return Asked(typed, tool=tool, initial=initial)
    return _FORMS[part](typed, initial=initial)


def plain(form: forms.Form) -> dict[str, Any]:
    """Return what was typed as JSON holds it: days and times as ISO texts."""
    return {
        name: value.isoformat()[:10]
        if isinstance(value, date)
        else f"{value:%H:%M}"
        if isinstance(value, time)
        else value
        for name, value in form.cleaned_data.items()
    }
