"""The shape of what is typed on the pages of the blind sample."""

from typing import Any

from django import forms

from vigil.referrals.models import choices
from vigil.rules.terms import Grade

USUAL = 50  # a day's grading for a few assessors
MOST = 1_000
HOW_MANY = f"Enter how many, from 1 to {MOST:,}"


class AskForMore(forms.Form):
    """How many to grade, and of which worklist."""

    SAME, NEW = "same", "new"

    of = forms.ChoiceField(
        label="Draw them from",
        choices=[
            (SAME, "The same worklist as this round: makes its estimate closer"),
            (NEW, "The worklist as it is now: begins a new round"),
        ],
        initial=SAME,
        widget=forms.RadioSelect,
        error_messages={"required": "Choose which worklist to draw from"},
    )
    size = forms.IntegerField(
        label="How many to grade",
        initial=USUAL,
        min_value=1,
        max_value=MOST,
        widget=forms.NumberInput(attrs={"class": "govuk-input--width-4"}),
        error_messages=dict.fromkeys(("required", "invalid", "min_value", "max_value"), HOW_MANY),
    )

    def __init__(self, *args: Any, is_first: bool, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if is_first:
            del self.fields["of"]


class GradeBlind(forms.Form):
    """A grade and why, for the referral that was shown."""

    grading = forms.IntegerField(widget=forms.HiddenInput)
    grade = forms.ChoiceField(
        label="How serious is it?",
        choices=choices(Grade),
        widget=forms.RadioSelect,
        error_messages={"required": "Choose a grade"},
    )
    reason = forms.CharField(
        label="Why?",
        help_text="What in the record made you choose this grade.",
        widget=forms.Textarea(attrs={"rows": 4}),
        error_messages={"required": "Record why"},
    )
