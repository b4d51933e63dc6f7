"""What the staff pages ask."""

from django.db.models import QuerySet

from vigil.accounts.models import User
from vigil.accounts.roles import Role


def staff() -> QuerySet[User]:
    """Return everybody with a login: those who can sign in first, then by name."""
    return User.objects.order_by("-is_active", "last_name", "first_name", "username")


def obstacles_to_losing_as_administrator(person: User) -> list[str]:
    """Return why this person must stay an active administrator. An empty list means they need not."""
    others = User.objects.filter(role=Role.ADMINISTRATOR, is_active=True).exclude(pk=person.pk)
    if person.role == Role.ADMINISTRATOR and person.is_active and not others.exists():
        return ["This is the hub’s only administrator. Make somebody else an administrator first."]
    return []
