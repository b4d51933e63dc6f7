"""What is typed on the staff pages."""

from typing import Any

from django import forms
from django.contrib.auth.password_validation import validate_password

from vigil.accounts.models import User
from vigil.accounts.roles import HUB_ROLES, Role

_PLAIN = {"autocomplete": "off", "spellcheck": "false"}

ROLES = [(role.value, role.label) for role in HUB_ROLES]


class AddPerson(forms.Form):
    first_name = forms.CharField(
        max_length=150, widget=forms.TextInput(_PLAIN), error_messages={"required": "Enter their first name"}
    )
    last_name = forms.CharField(
        max_length=150, widget=forms.TextInput(_PLAIN), error_messages={"required": "Enter their last name"}
    )
    username = forms.RegexField(
        r"^[A-Za-z0-9._-]+$",
        max_length=150,
        help_text="What they type to sign in, for example a.khan",
        widget=forms.TextInput(_PLAIN),
        error_messages={
            "required": "Enter a username",
            "invalid": "Use only letters, numbers, dots, hyphens and underscores in the username",
        },
    )
    role = forms.ChoiceField(choices=ROLES, widget=forms.RadioSelect, error_messages={"required": "Choose a role"})

    def clean_username(self) -> str:
        username = str(self.cleaned_data["username"]).lower()
        if User.objects.filter(username__iexact=username).exists():
            raise forms.ValidationError("Somebody already has that username. Choose another.")
        return username

    def clean_role(self) -> Role:
        return Role(self.cleaned_data["role"])


class ChangeRole(forms.Form):
    role = forms.ChoiceField(choices=ROLES, widget=forms.RadioSelect, error_messages={"required": "Choose a role"})

    def clean_role(self) -> Role:
        return Role(self.cleaned_data["role"])


class ChangePassword(forms.Form):
    current = forms.CharField(
        label="Current password",
        strip=False,
        widget=forms.PasswordInput({"autocomplete": "current-password"}),
        error_messages={"required": "Enter your current password"},
    )
    password = forms.CharField(
        label="New password",
        help_text="At least 12 characters, and not a common password. Three unrelated words are easy to remember.",
        strip=False,
        widget=forms.PasswordInput({"autocomplete": "new-password"}),
        error_messages={"required": "Enter a new password"},
    )

    def __init__(self, *args: Any, person: User, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.person = person

    def clean_current(self) -> str:
        current = str(self.cleaned_data["current"])
        if not self.person.check_password(current):
            raise forms.ValidationError("That is not your current password")
        return current

    def clean_password(self) -> str:
        password = str(self.cleaned_data["password"])
        validate_password(password, self.person)
        if self.person.check_password(password):
            raise forms.ValidationError("Choose a password that is not your current one")
        return password
