"""The shape of what is typed on the policy pages."""

from typing import Any

from django import forms

from vigil.rules.policies import PolicyTable


class ChangePolicy(forms.Form):
    """One field for each line of a policy table, then why it changes."""

    based_on = forms.CharField(widget=forms.HiddenInput)

    def __init__(self, in_force: PolicyTable, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.initial["based_on"] = in_force.version
        self.keys = [line.key for line in in_force.describe()]
        for line in in_force.describe():
            hint = line.unit or "Opening hours such as 08:00-18:00, or closed" * (
                not line.choices and line.least is None
            )
            if line.choices:
                field: forms.Field = forms.ChoiceField(choices=[(choice, choice) for choice in line.choices])
            elif line.least is None or line.most is None:
                field = forms.CharField(widget=forms.TextInput(attrs={"class": "govuk-input--width-10"}))
            else:
                field = forms.IntegerField(
                    min_value=line.least,
                    max_value=line.most,
                    widget=forms.NumberInput(attrs={"class": "govuk-input--width-5"}),
                )
                hint = f"{hint}, {line.least} to {line.most}" if hint else f"{line.least} to {line.most}"
                wrong = f"{line.words}: enter a whole number from {line.least} to {line.most}"
                field.error_messages = dict.fromkeys(("required", "invalid", "min_value", "max_value"), wrong)
            field.label, field.help_text, field.initial = line.words, hint, line.value
            self.fields[line.key] = field
        self.fields["reason"] = forms.CharField(
            label="Why does it change?",
            help_text="Kept with the version, for whoever has to explain it later.",
            widget=forms.Textarea(attrs={"rows": 3}),
            error_messages={"required": "Record why the policy changes"},
        )

    def values(self) -> dict[str, Any]:
        """Return the lines as typed, without the reason."""
        return {key: self.cleaned_data[key] for key in self.keys}


class TryLexicon(forms.Form):
    reason = forms.CharField(
        label="Why is the worklist read again?",
        initial="The lexicon that came with Vigil has changed",
        widget=forms.Textarea(attrs={"rows": 2}),
        error_messages={"required": "Record why the worklist is read again"},
    )
