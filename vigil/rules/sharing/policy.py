"""What the councils agreed about who is told, and how soon they answer."""

from vigil.rules.policies import PolicyTable
from vigil.rules.terms import RANK, Area, Grade


class SharingThresholds(PolicyTable):
    """From which grade each council's services are told, what is counted and when an answer is due."""

    name = "sharing_thresholds"

    def reaches(self, service: str, *, area: Area | None, grade: Grade) -> bool:
        """Return whether a grade is at or above the council's for ``service``: children, early_help or adults.

        Where nobody knows which council it is, the one that asks for most to be told counts.
        """
        return any(RANK[grade] <= RANK[Grade(str(self.values[f"{one}_{service}_from"]))] for one in _areas(area))

    def asks_consent_first(self, area: Area | None) -> bool:
        return all(self.values[f"{one}_consent_first"] == "yes" for one in _areas(area))


def _areas(area: Area | None) -> tuple[Area, ...]:
    return (area,) if area else tuple(Area)
