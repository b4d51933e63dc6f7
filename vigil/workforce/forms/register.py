"""How the register is narrowed, and the file of people and training that is handed over."""

from typing import Any

from django import forms

from vigil.workforce.models import Site, Team


class Narrow(forms.Form):
    """One team or one site of the register."""

    team = forms.TypedChoiceField(required=False, coerce=int, empty_value=None)
    site = forms.TypedChoiceField(required=False, coerce=int, empty_value=None)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        for name, words, found in (("team", "All teams", Team.objects), ("site", "All sites", Site.objects)):
            field = self.fields[name]
            assert isinstance(field, forms.TypedChoiceField)
            field.choices = [("", words), *found.order_by("name").values_list("pk", "name")]

    def chosen(self) -> dict[str, int | None]:
        """Return the team and site asked for; what is unknown is left out."""
        self.is_valid()
        return {name: self.cleaned_data.get(name) for name in self.fields}


class HandOver(forms.Form):
    file = forms.FileField(
        label="File of people and training",
        help_text="A CSV file, with headings in its first row",
        error_messages={"required": "Choose a file", "empty": "The file is empty"},
    )
