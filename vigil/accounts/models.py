"""People who sign in to the hub, and systems that call it."""

from django.conf import settings
from django.contrib.auth.models import AbstractUser
from django.db import models

from vigil.accounts.roles import MAY, Permission, Role, Scope


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


class ApiKey(models.Model):
    """A system that may call the API. Its key is shown once, when it is made: only a hash is kept."""

    name = models.CharField(max_length=40, unique=True)
    hashed = models.CharField(max_length=64, unique=True)
    scopes = models.JSONField()  # of roles.Scope
    made_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, related_name="+")
    made_at = models.DateTimeField()
    revoked_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, related_name="+")
    revoked_at = models.DateTimeField(null=True)

    class Meta:
        ordering = ["name"]

    def __str__(self) -> str:
        return self.name

    def may(self, scope: Scope) -> bool:
        return self.revoked_at is None and scope in self.scopes

    def scopes_in_words(self) -> list[str]:
        return [Scope(scope).label for scope in self.scopes]


class ApiAnswer(models.Model):
    """What a call with an idempotency key was answered, so that the same call again is not done again."""

    key = models.ForeignKey(ApiKey, on_delete=models.PROTECT, related_name="answers")
    idempotency_key = models.CharField(max_length=80)
    asked = models.CharField(max_length=64)  # a hash of the path and the body
    status = models.PositiveSmallIntegerField()
    content = models.JSONField()
    at = models.DateTimeField()

    class Meta:
        constraints = [models.UniqueConstraint(name="api_answer_once", fields=["key", "idempotency_key"])]

    def __str__(self) -> str:
        return f"answer {self.pk}"
