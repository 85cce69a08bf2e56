"""A word inside another: “light” in “flashlight” counts, “ant” in “elephant” does not.

A part counts from four letters on, at an end of the whole, when what is left is a word too. What
English spells so by accident is listed.
"""

from functools import lru_cache

from games.wording.forms import KNOWN, STOPWORDS, singular, stem, words_in

LEAST_LETTERS = 4
_LEAST_REST = 3
_ENDINGS = words_in("ship hood less ness like able full ward wise ment ling ster")
_NO_WORDS_HERE = words_in(  # words of their own, but seldom when they end or begin another
    "age dom kin some ant ing ion ate ent ish her son ton ted ore"
    " pro con per rat tin oat tar art par"
)
_DOERS = words_in("er or ist ian eri r ri")  # paint and painter, bake and bakery
_ACCIDENTS = frozenset(  # (part, whole)
    tuple(pair.split("/"))
    for pair in words_in(
        "room/mushroom land/island rest/forest lion/million lion/stallion port/support"
        " table/vegetable cart/carton bear/beard pant/panther pump/pumpkin mess/message"
        " band/bandage host/hostage pass/passage rose/prose rent/parent cast/castle"
        " ball/ballet corn/corner star/start plan/plant plane/planet tent/potent tent/content"
        " hand/handsome butt/button butt/butter cotta/cottage season/seasoning ramp/rampage"
        " corn/popcorn fall/fallacy sand/thousand mine/mineral meal/mealy pear/appear"
        " pear/spear ring/string king/parking king/baking disc/discover cove/cover"
        " over/clover lock/clock late/plate rain/train rain/brain rain/drain park/spark"
        " race/grace race/brace able/table cape/escape cake/cakewalk hole/whole owl/bowl"
        " rate/pirate mate/tomato mate/climate port/sport late/chocolate cola/chocolate"
        " bull/bullet pock/pocket rock/rocket sock/socket bask/basket tick/ticket"
        " mark/market buck/bucket jack/jacket pack/packet crick/cricket cabin/cabinet"
        " ward/wardrobe robe/wardrobe cost/costume tune/fortune fort/fortune fort/comfort"
        " come/comet scar/scarf stool/toadstool line/feline line/masculine pine/spine"
        " pine/porcupine legs/legend hors/horse ears/pears nose/nosegay poll/pollen"
        " mast/mastiff tape/tapestry card/cardigan card/cardinal cardi/cardinal"
        " cater/caterpillar pillar/caterpillar dent/dentist quest/request test/contest"
        " test/protest sting/testing heat/wheat heat/theater heat/cheat hart/chart"
        " arms/farms ants/pants ants/plants aunt/haunt oven/woven cork/corkage"
        " bridge/cambridge ford/oxford ring/herring cover/discover count/country"
        " corn/corner butt/butter flow/flower show/shower matt/matter mast/master numb/number"
        " temp/temper cent/center quart/quarter moth/mother broth/brother should/shoulder"
        " past/pastor fact/factor rive/river late/later bead/beader live/liver list/lister"
        " count/discount prim/primrose miss/missile miss/mission miss/mississippi"
    )
)


@lru_cache(maxsize=8192)
def is_part_of(part: str, whole: str) -> bool:
    """Whether the part is one of the words that the whole is made of."""
    forms = {(singular(part), singular(whole)), (stem(part), stem(whole))}
    if forms & _ACCIDENTS:
        return False
    if whole.endswith(("ing", "ings")):  # thinking is no king
        forms = {(stem(part), stem(whole))}
    return any(_is_part(*form) for form in forms)


def _is_part(part: str, whole: str) -> bool:
    if len(part) < LEAST_LETTERS or part in _ENDINGS:
        return False
    if whole.startswith(part):
        rest = whole[len(part) :]
    elif whole.endswith(part):
        rest = whole[: -len(part)]
    else:
        return False
    if rest in _ENDINGS or (rest in _DOERS and whole.startswith(part)):
        return True  # friend and friendship, paint and painter
    is_word = len(rest) >= _LEAST_REST and _is_word(rest)
    return is_word and rest not in STOPWORDS and rest not in _NO_WORDS_HERE


def _is_word(rest: str) -> bool:
    return rest in KNOWN or f"{rest}e" in KNOWN or (rest[-1] == "i" and f"{rest[:-1]}y" in KNOWN)


def shares_a_part(first: str, second: str) -> bool:
    """Whether the one is inside the other, whichever is longer."""
    return is_part_of(first, second) or is_part_of(second, first)
