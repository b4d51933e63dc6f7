"""Where to draw the line, from the weights alone."""

from collections.abc import Mapping

from vigil.matching.scoring import probability

ASK_DOWN_TO = 0.05  # of pairs below the line, those at least this likely are worth a person's look


def best_threshold(by_weight: Mapping[int, int]) -> float:
    """Return the weight in bits above which joining is expected to give the highest F1.

    ``by_weight`` is tenths of a bit → pairs. Each pair counts as the part of a match that the model's probability
    makes it (Nan, Chai, Lee and Chieu 2012: the best F1 is had by a line on the probability).
    """
    likely = {tenths: pairs * probability(tenths / 10) for tenths, pairs in by_weight.items()}
    matches = sum(likely.values())
    best, line, joined, right = 0.0, 0.0, 0, 0.0
    for tenths in sorted(by_weight, reverse=True):
        joined += by_weight[tenths]
        right += likely[tenths]
        f1 = 2 * right / (joined + matches)
        if f1 > best:
            best, line = f1, (tenths - 0.5) / 10
    return line
