"""Tables of Huang Y. et al. (2025), as far as their text can be read; and whom Min et al. move.

A cell is votes on the target and thousands of interactions; None where the text is not legible.
"""

from __future__ import annotations

from collections.abc import Mapping

from ranking.attack.plans import Passive

Cell = tuple[int | None, int | None]

BY_TARGET: Mapping[str, Mapping[int, Cell]] = {  # name -> rank -> cell, accuracy 0.95
    "chatgpt-4o-latest": {2: (557, 35), 3: (748, None), 5: (1230, 82)},
    "gemini-1.5-pro-exp-0801": {1: (696, 45), 3: (454, None), 5: (1260, 80)},
    "gpt-4o-2024-05-13": {1: (1668, 110), 2: (903, 60), 4: (1236, None), 5: (3756, 237)},
    "gpt-4o-mini-2024-07-18": {1: (1880, 120), 2: (1401, None), 3: (None, 24), 5: (163, None)},
    "claude-3-5-sonnet-20240620": {
        1: (3127, 206),
        2: (2809, 184),
        3: (None, 144),
        4: (322, 18),
    },
    "chatglm-6b": {126: (131, 9), 127: (340, 25)},
    "fastchat-t5-3b": {125: (150, 10), 127: (259, None)},
    "stablelm-tuned-alpha-7b": {125: (306, 20), 126: (213, 14)},
    "dolly-v2-12b": {125: (508, None), 126: (445, None)},
    "llama-13b": {125: (381, None), 126: (321, None), 127: (255, None), 128: (126, None)},
}
# claude-3-5-sonnet-20240620. RANDOM (192, 182, 142, 16 thousand) is in the table of targets.
BY_PASSIVE: Mapping[Passive, Mapping[int, Cell]] = {
    Passive.TIE: {1: (None, 194), 2: (None, 182), 3: (None, 148), 4: (None, 20)},
    Passive.BOTH_BAD: {1: (None, 196), 2: (None, 172), 3: (None, 152), 4: (None, 16)},
    Passive.NORMAL: {4: (None, None), 3: (None, None)},
}
BY_ACCURACY: Mapping[float, Mapping[int, Cell]] = {  # llama-13b
    1.0: {79: (1246, 80), 109: (861, 55), 119: (645, 40), 124: (415, 30), 127: (208, 15),
          128: (126, 10)},
    0.95: {79: (1304, 85), 109: (918, 65), 119: (682, 45), 124: (522, 30), 127: (255, 15),
           128: (126, 10)},
    0.9: {79: (1383, 100), 109: (1012, 75), 119: (732, 55), 124: (525, 40), 127: (271, 20),
          128: (136, 10)},
}  # fmt: skip
EVERY_BATTLE = ("phi-3-small-8k-instruct", "phi-3-mini-4k-instruct-june-2024", "llama-13b",
                "claude-3-5-sonnet-20240620")  # fmt: skip
