"""People who sign in to the hub."""

from django.contrib.auth.models import AbstractUser
from django.db import models

from vigil.accounts.roles import MAY, Permission, Role


class User(AbstractUser):
    """A person who uses the hub. What they may do follows from their role alone."""

    role = models.CharField(max_length=20, choices=Role.choices)
    must_change_password = models.BooleanField(default=False)  # theirs was chosen by an administrator

    class Meta:
        constraints = [
            models.CheckConstraint(name="user_role_is_known", condition=models.Q(role__in=Role.values)),
        ]

    def __str__(self) -> str:
        return self.get_full_name() or self.username

    def may(self, permission: Permission) -> bool:
        """Return whether this person's role allows it. Nothing else grants anything."""
        return self.is_active and permission in MAY[Role(self.role)]
