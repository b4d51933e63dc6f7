"""Under which keys mentions are found again."""

from collections.abc import Sequence

from vigil.audit.rows import insert_pairs
from vigil.matching import blocking
from vigil.people.models import Block, Mention
from vigil.people.queries.known import register, sum_of, told


def file_under_keys(mentions: Sequence[Mention]) -> None:
    """See that each mention's person is found under its keys: a block holds one mention of each person, and persons
    changed."""
    keys = {mention.pk: sorted({sum_of(key) for key in blocking.keys(told(mention))}) for mention in mentions}
    persons = dict(Mention.objects.filter(pk__in=keys).values_list("pk", "person_id"))
    known = register({key for some in keys.values() for key in some})
    pairs = []
    for mention, own in keys.items():
        for key in own:
            block = known.blocks.get(key, [])
            if block is None or len(block) >= blocking.MOST_SHARING:
                continue
            if all(one.somebody.key != persons[mention] for one in block):
                pairs.append((key, mention))
    insert_pairs(Block, ("key", "mention_id"), list(dict.fromkeys(pairs)))
