"""What stands in the way of a measurement, in words.

CannotMeasure  there is nothing to measure, or it is not what the measure takes
"""


class CannotMeasure(ValueError):
    """See above."""
