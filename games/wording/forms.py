"""Forms of one word: plural and singular, inflections, and the words that English readers know.

Stems are Snowball's (Porter 2, English). Where two words share a stem by accident, they are told
apart here. `known.txt` is made by `manage.py build_word_bank`.
"""

from functools import lru_cache
from pathlib import Path

import snowballstemmer


def words_in(table: str) -> frozenset[str]:
    """A table of words, separated by space."""
    return frozenset(table.split())


KNOWN = words_in(Path(__file__).with_name("known.txt").read_text())
STOPWORDS = words_in(
    "a about above after again all also an and any are as at away back be been before being below"
    " between both but by can could did do does doing done down each even ever every few for from"
    " get go got had has have he her here him his how i if in into is it its just kind know like"
    " made make many may me might more most much must my no nor not now of off often on one only"
    " or other our out over own part same say see she should so some something sort still such"
    " than that the their them then there these they thing things this those through to too under"
    " until up us use used very was we were what when where which while who why will with without"
    " would yes you your"
)
_IRREGULAR_FORMS = """
man men; woman women; child children; foot feet; tooth teeth; goose geese; mouse mice; louse lice;
ox oxen; die dice; person people; leaf leaves; loaf loaves; knife knives; wife wives; life lives;
wolf wolves; shelf shelves; half halves; calf calves; thief thieves; scarf scarves; hoof hooves;
elf elves; self selves; sheaf sheaves; cactus cacti; fungus fungi; octopus octopi; nucleus nuclei;
radius radii; crisis crises; oasis oases; axis axes; analysis analyses; fish fishes; penny pence;
bus buses; gas gases; lens lenses; virus viruses; walrus walruses; atlas atlases; octopus octopuses;
cactus cactuses;
eat ate eaten; fly flew flown flies; swim swam swum; run ran; write wrote written; ring rang rung;
drive drove driven; ride rode ridden; break broke broken; speak spoke spoken; sing sang sung;
drink drank drunk; begin began begun; throw threw thrown; grow grew grown; know knew known;
blow blew blown; draw drew drawn; wear wore worn; tear tore torn; steal stole stolen; see saw seen;
freeze froze frozen; choose chose chosen; wake woke woken; bite bit bitten; hide hid hidden;
shake shook shaken; take took taken; give gave given; fall fell fallen; sit sat; stand stood;
sleep slept; keep kept; feel felt; leave left; build built; send sent; spend spent; lose lost;
shoot shot; win won; hold held; tell told; sell sold; buy bought; bring brought; think thought;
catch caught; teach taught; fight fought; find found; bind bound; wind wound; dig dug; swing swung;
stick stuck; strike struck; feed fed; lead led; bleed bled; meet met; pay paid; lay laid; lie lay;
dive dove; weave wove woven; sink sank sunk; shine shone; swear swore sworn; rise rose risen
"""
BASE_OF = {
    form: base
    for line in _IRREGULAR_FORMS.replace("\n", " ").split(";")
    for base, *forms in [line.split()]
    for form in forms
}
_PLURAL_LOOKALIKES = words_in("bus gas lens bass grass glass dress chess news atlas pants")
_NOT_THE_SAME = (  # words of one stem that mean different things
    frozenset({"organ", "organic", "organization", "organisation", "organize", "organism"}),
    frozenset({"police", "policy", "policies"}),
    frozenset({"university", "universities", "universe", "universal"}),
    frozenset({"import", "important", "importance"}),
    frozenset({"iron", "irony", "ironic", "ironically"}),
    frozenset({"animal", "animate", "animated", "animation"}),
    frozenset({"station", "state", "stations", "states"}),
    frozenset({"arm", "army", "armies"}),
    frozenset({"general", "generous", "generic", "generally"}),
    frozenset({"candid", "candidate", "candidates"}),
    frozenset({"meter", "metro"}),
    frozenset({"cape", "caper"}),
    frozenset({"hospital", "hospitality"}),
    frozenset({"author", "authority"}),
    frozenset({"major", "majority"}),
    frozenset({"port", "porter", "portable"}),
)


@lru_cache(maxsize=8192)
def stem(word: str) -> str:
    """A stemmer of its own each time: one keeps what it works on, and threads may ask at once."""
    base = BASE_OF.get(word, word)
    return str(snowballstemmer.stemmer("english").stemWord(base)) if base.isascii() else base


@lru_cache(maxsize=8192)
def singular(word: str) -> str:
    """Of a noun; any other word comes back as it is, or as another that no noun has."""
    if word in BASE_OF or word in _PLURAL_LOOKALIKES or len(word) < 4:
        return BASE_OF.get(word, word)
    if word.endswith("ies") and len(word) > 4:
        return f"{word[:-3]}y"
    if word.endswith(("ches", "shes", "sses", "xes", "zzes", "oes")):
        return word[:-2]
    if word.endswith("s") and not word.endswith(("ss", "us", "is")):
        return word[:-1]
    return word


def are_forms_of_one(first: str, second: str) -> bool:
    """Whether one is an inflection of the other, or both of a third."""
    if first == second or singular(first) == singular(second):
        return True
    if BASE_OF.get(first, first) == BASE_OF.get(second, second):
        return True
    if stem(first) != stem(second):
        return False
    if first in KNOWN and second in KNOWN and (f"{first}e" == second or f"{second}e" == first):
        return False  # past and paste
    return not any(first in group and second in group for group in _NOT_THE_SAME)


@lru_cache(maxsize=8192)
def is_known(word: str) -> bool:
    """Whether it is a word that readers know, in any regular form."""
    if word in KNOWN or word in STOPWORDS or word in BASE_OF or singular(word) in KNOWN:
        return True
    for ending, length in (("ing", 3), ("ed", 2), ("er", 2), ("est", 3), ("ly", 2), ("d", 1)):
        if word.endswith(ending):
            base = word[:-length]
            if base in KNOWN or f"{base}e" in KNOWN or (base[-2:-1] == base[-1:] in "bdglmnprt"):
                return base in KNOWN or f"{base}e" in KNOWN or base[:-1] in KNOWN
    return False
