"""How sure a share is that was counted."""

import math

__all__ = ["wilson"]

_Z = 1.959964
"""Of the normal distribution, for 95 %."""


def wilson(right: int, count: int) -> tuple[float, float]:
    """The interval (0 to 1) within which the true share lies 95 times in 100; all of it for none.

    E. B. Wilson, "Probable inference, the law of succession, and statistical inference", 1927.
    """
    if not count:
        return 0.0, 1.0
    share = right / count
    middle = share + _Z * _Z / (2 * count)
    reach = _Z * math.sqrt(share * (1 - share) / count + _Z * _Z / (4 * count * count))
    whole = 1 + _Z * _Z / count
    return max((middle - reach) / whole, 0.0), min((middle + reach) / whole, 1.0)
