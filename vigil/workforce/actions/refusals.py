"""What an action about the hub's people refuses, and the one refusal that many share."""

from vigil.accounts.models import User


class CannotChange(Exception):  # noqa: N818  (a refusal, worded for the person)
    """A change that cannot be made. ``obstacles`` are sentences for the person asking."""

    def __init__(self, obstacles: list[str]) -> None:
        super().__init__(" ".join(obstacles))
        self.obstacles = obstacles


def obstacles_to_changing(person: User, *, by: User | None) -> list[str]:
    """Return why somebody may not change what opens this person's gates. ``by`` is None for the command line."""
    if by == person:
        return ["Somebody else records this for you: a gate that one opens for oneself is none."]
    return []


def refuse_if(obstacles: list[str]) -> None:
    """Raise ``CannotChange`` when there is any obstacle."""
    if obstacles:
        raise CannotChange(obstacles)
