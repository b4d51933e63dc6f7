"""The weights that links are made by: the hub's own once it has trained them, else the edition that Vigil ships."""

from functools import lru_cache
from pathlib import Path

from django.conf import settings

from vigil.matching import model
from vigil.matching.model import Model

TRAINED = "matching-model.json"


def path() -> Path:
    """Return where the hub's own weights are kept."""
    return Path(settings.DATA) / TRAINED


def in_force() -> Model:
    """Return the weights in force. A file that was trained meanwhile is seen at once."""
    own = path()
    try:
        changed_ns = own.stat().st_mtime_ns
    except FileNotFoundError:
        return model.load()
    return _read(own, changed_ns)


@lru_cache(maxsize=2)
def _read(own: Path, changed_ns: int) -> Model:
    return model.load(own)
