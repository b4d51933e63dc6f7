"""What a partner said, typed by whoever took the call."""

from django import forms

from vigil.rules.sharing.terms import OutcomeKind, choices


class Answer(forms.Form):
    """What the partner said: that they have it, or what they decided."""

    told_by = forms.CharField(
        max_length=120,
        label="Who at the partner said so?",
        widget=forms.TextInput({"autocomplete": "off"}),
        error_messages={"required": "Write who said so"},
    )
    outcome = forms.ChoiceField(
        required=False,
        choices=[("", "They have it, and have not decided yet"), *choices(OutcomeKind)],
        label="What did they decide?",
    )
    useful = forms.ChoiceField(
        required=False,
        choices=[("", "They did not say"), ("yes", "Yes"), ("no", "No")],
        label="Was it of use to them?",
    )

    def was_useful(self) -> bool | None:
        return {"yes": True, "no": False}.get(self.cleaned_data["useful"])
