"""What people decided about who is who."""

from vigil.people.models import Change


def last_decision() -> int:
    """Return the key of the last decision about who is who, or of the last undone; 0 for none."""
    return Change.objects.order_by("-pk").values_list("pk", flat=True).first() or 0
