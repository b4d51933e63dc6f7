"""Which edition of reading and filing a mention was made ready by, so that what is stored is never read wrongly."""

from functools import cache
from hashlib import blake2b
from importlib.resources import files

READ_BY = (
    "names.py", "addresses.py", "features.py", "blocking.py", "tables/nicknames.toml", "tables/words.toml",
)  # fmt: skip


@cache
def edition() -> int:
    """Return a number of 31 bits that changes with any of the code and words that mentions are read and filed by.

    Worked out from their text, so that nobody has to remember to raise it; a changed comment costs one re-filing.
    """
    here = files("vigil.matching")
    text = b"".join(here.joinpath(name).read_bytes() for name in READ_BY)
    return int.from_bytes(blake2b(text, digest_size=4).digest(), "big") >> 1
