"""The mappings this hub reads files by: those that come with Vigil, and those its own analysts wrote."""

from pathlib import Path

from django.conf import settings

from vigil.intake.reading import mapping as mappings
from vigil.intake.reading.mapping import BadMapping, Mapping


def folder() -> Path:
    """Return where the hub keeps mappings of its own, as ``name.toml``."""
    return Path(settings.DATA) / "mappings"


def known() -> dict[str, Mapping]:
    """Return every mapping by name; one of the hub's own takes the place of a packaged one of its name.

    Raises ``BadMapping`` for a file that somebody changed by hand so that it cannot be used.
    """
    packaged = {name: mappings.load(name) for name in mappings.available()}
    own = [mappings.from_path(path) for path in sorted(folder().glob("*.toml"))]
    return packaged | {mapping.name: mapping for mapping in own}


def load(name: str) -> Mapping:
    """Return a mapping by name. Raises ``BadMapping`` if there is none of that name."""
    found = known()
    if name not in found:
        raise BadMapping(f"There is no mapping called {name}. Choose one of: {', '.join(sorted(found))}.")
    return found[name]


def add(path: Path) -> Mapping:
    """Take a mapping file into the hub, in the place of any of its name. Raises ``BadMapping``."""
    mapping = mappings.from_path(path)
    folder().mkdir(parents=True, exist_ok=True)
    (folder() / f"{mapping.name}.toml").write_bytes(path.read_bytes())
    return mapping
