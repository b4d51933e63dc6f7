"""What other apps ask about the hub's people; what the pages ask is in the modules beside."""

from vigil.workforce.queries.duty import on_duty
from vigil.workforce.queries.standing import skills_held, skills_held_by_all, standing_of, standings

__all__ = ["on_duty", "skills_held", "skills_held_by_all", "standing_of", "standings"]
