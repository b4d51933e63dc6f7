"""The shape of an assessor's word on a marker."""

import re
from typing import Any

from django import forms

from vigil.referrals.words import risk_in_words
from vigil.screening import Code

_WHICH = dict.fromkeys(
    ("required", "invalid", "invalid_choice", "min_value"), "Open the referral again and choose the marker there"
)


class Dismiss(forms.Form):
    """Which marker is wrong, as the referral's page says it, and why."""

    code = forms.TypedChoiceField(
        choices=[(code.value, code.value) for code in Code],
        coerce=Code,
        widget=forms.HiddenInput,
        error_messages=_WHICH,
    )
    start = forms.IntegerField(min_value=0, widget=forms.HiddenInput, error_messages=_WHICH)
    end = forms.IntegerField(min_value=1, widget=forms.HiddenInput, error_messages=_WHICH)
    reason = forms.CharField(
        label="Why is it wrong?",
        help_text="Kept with the referral, and read by whoever looks after the lexicon.",
        widget=forms.Textarea(attrs={"rows": 3}),
        error_messages={"required": "Record why it is wrong"},
    )


class Add(forms.Form):
    """Which risk was missed, the words that tell of it, and why they do."""

    code = forms.TypedChoiceField(
        label="Which risk?",
        choices=[("", "Choose a risk"), *sorted(((c.value, risk_in_words(c)) for c in Code), key=lambda one: one[1])],
        coerce=Code,
        error_messages={"required": "Choose the risk that was missed"},
    )
    quote = forms.CharField(
        label="The words that tell of it",
        help_text="As they stand in the narrative. If they stand there more than once, the first is marked.",
        widget=forms.Textarea(attrs={"rows": 3}),
        error_messages={"required": "Give the words as they stand in the narrative"},
    )
    reason = forms.CharField(
        label="Why are they a risk?",
        widget=forms.Textarea(attrs={"rows": 3}),
        error_messages={"required": "Record why they are a risk"},
    )

    def __init__(self, narrative: str, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.narrative = narrative

    def clean_quote(self) -> str:
        """Return the words as the narrative spells and spaces them: a page shows its spaces otherwise."""
        words: str = self.cleaned_data["quote"]
        found = re.search(r"\s+".join(map(re.escape, words.split())), self.narrative, re.IGNORECASE)
        return found[0] if found else words
