"""What partners' people type in the portal."""

from django import forms

from vigil.rules.sharing.terms import OutcomeKind, choices


class Decide(forms.Form):
    outcome = forms.ChoiceField(
        choices=[("", "Choose"), *choices(OutcomeKind)],
        label="What have you decided?",
        error_messages={"required": "Choose what you have decided"},
    )
    useful = forms.ChoiceField(
        required=False,
        choices=[("", "Not said"), ("yes", "Yes"), ("no", "No")],
        label="Was it of use to you?",
    )

    def was_useful(self) -> bool | None:
        return {"yes": True, "no": False}.get(self.cleaned_data["useful"])


class Ask(forms.Form):
    words = forms.CharField(
        max_length=250,
        label="What do you need to know?",
        help_text="Name nobody: the hub knows whom it is about",
        widget=forms.Textarea({"rows": 2}),
        error_messages={"required": "Write what you need to know"},
    )
