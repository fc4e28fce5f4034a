"""How well numbers predict times: do they put them in the same order, and how far off is one scale?"""

from collections.abc import Sequence
from statistics import StatisticsError, correlation, median


def rank_correlation(one: Sequence[float], two: Sequence[float]) -> float | None:
    """Spearman's rho: the correlation of ranks, where equal values share the mean of theirs; None where it is not defined."""
    try:
        return correlation(_ranks(one), _ranks(two))
    except StatisticsError:  # fewer than two, or all the same
        return None


def median_error(predicted: Sequence[float], measured: Sequence[float]) -> float | None:
    """The median relative error after one scale, the median of the ratios; None where something is predicted as nothing."""
    if not all(predicted):
        return None
    ratios = [time / number for time, number in zip(measured, predicted, strict=True)]
    scale = median(ratios)
    return median(abs(scale / ratio - 1) for ratio in ratios)


def _ranks(values: Sequence[float]) -> list[float]:
    order = sorted(range(len(values)), key=values.__getitem__)
    ranks = [0.0] * len(values)
    begin = 0
    while begin < len(order):
        end = begin
        while end + 1 < len(order) and values[order[end + 1]] == values[order[begin]]:
            end += 1
        for place in order[begin : end + 1]:
            ranks[place] = (begin + end) / 2
        begin = end + 1
    return ranks
