"""What finished matches show about models and people: beliefs turn by turn, skills, engagement.

Pure: probes, answers and counts in, dataclasses out. The measures are those of GameArena
(arXiv 2412.06394); where the paper leaves a formula open, ours stands in a docstring, and
METRIC_VERSION grows whenever the same match would get another number.
"""

METRIC_VERSION = 1
