"""What people type to choose, give back and hand out referrals, and to put people on a part of the list."""

from datetime import date
from typing import Any

from django import forms

from vigil.accounts.models import User
from vigil.referrals.models import choices
from vigil.rules.terms import Area, IncidentType
from vigil.ui.forms import DayField

WORKLIST = "worklist"


def _reason(label: str, hint: str = "") -> forms.CharField:
    return forms.CharField(
        label=label,
        help_text=hint,
        max_length=500,
        widget=forms.Textarea({"rows": 3}),
        error_messages={"required": "Record why: whoever looks later will ask"},
    )


class OutOfOrder(forms.Form):
    """Why this one, and not the first in order."""

    why = _reason("Why does this one come first?", "Others wait that are ahead of it. What you write is counted.")


class _WithOthers(forms.Form):
    """Whether it goes alone or with what else is held of the same people; asked only where there is something."""

    together = forms.BooleanField(required=False)

    def __init__(self, *args: Any, others: list[str], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if others:
            self.fields["together"].label = f"Also {', '.join(others)}: the same people"
        else:
            del self.fields["together"]

    @property
    def goes_together(self) -> bool:
        return bool(self.cleaned_data.get("together"))


class GiveBack(_WithOthers):
    why = _reason("Why are you giving it back?")


class _To(forms.Form):
    """To whom, of the people who may hold referrals."""

    to = forms.ChoiceField(error_messages={"required": "Choose who"})

    def __init__(self, *args: Any, people: list[User], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.people = {str(person.pk): person for person in people}
        field = self.fields["to"]
        assert isinstance(field, forms.ChoiceField)
        field.choices = [*self.first_choices(), *((key, str(person)) for key, person in self.people.items())]

    def first_choices(self) -> list[tuple[str, str]]:
        return [("", "Choose somebody")]

    def person(self) -> User | None:
        """Return who was chosen, None for the worklist."""
        return self.people.get(self.cleaned_data["to"])


class HandOut(_To):
    to = forms.ChoiceField(label="Hand it to", error_messages={"required": "Choose who"})
    why = _reason("Why them?")


class Move(_WithOthers, _To):
    to = forms.ChoiceField(label="Where should it go?", error_messages={"required": "Choose where it goes"})
    why = _reason("Why is it taken from them?")

    def first_choices(self) -> list[tuple[str, str]]:
        return [("", "Choose"), (WORKLIST, "Back to the worklist")]


class SetFocus(forms.Form):
    """Whom to put on what, until the end of which day."""

    people = forms.MultipleChoiceField(
        widget=forms.CheckboxSelectMultiple, label="Who", error_messages={"required": "Choose who is put on it"}
    )
    area = forms.ChoiceField(required=False, choices=[("", "Any area"), *choices(Area)])
    incident_type = forms.ChoiceField(
        required=False, choices=[("", "Any type"), *choices(IncidentType)], label="Incident type"
    )
    oldest_first = forms.BooleanField(required=False, label="The longest waiting first, whatever the order")
    until = DayField(
        label="Until the end of", help_text="For example 27 3 2026", error_messages={"required": "Choose a day"}
    )

    def __init__(self, *args: Any, people: list[User], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.named = {str(person.pk): person for person in people}
        field = self.fields["people"]
        assert isinstance(field, forms.MultipleChoiceField)
        field.choices = [(key, str(person)) for key, person in self.named.items()]

    def chosen(self) -> list[User]:
        return [self.named[key] for key in self.cleaned_data["people"]]


class OfDay(forms.Form):
    """Which day to look at."""

    day = forms.DateField(required=False, widget=forms.DateInput, label="Day")

    def asked(self, today: date) -> date:
        """Return the day asked for: yesterday's work can be judged whole, so none means yesterday."""
        self.is_valid()
        day: date | None = self.cleaned_data.get("day")
        return min(day, today) if day else date.fromordinal(today.toordinal() - 1)
