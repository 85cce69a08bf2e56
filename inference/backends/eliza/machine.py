"""The rules machine of ELIZA: keywords, decomposition, reassembly, memory.

1. Cut the text into clauses; keep the first that holds a keyword (scan).
2. Stack its keywords: a higher rank goes on top, others below. Swap pronouns on the way.
3. Take the top keyword's first decomposition that matches, and its next reassembly in turn.
4. A reassembly may link to another keyword (=), rewrite the text first (PRE), or give up (NEWKEY).
5. Sentences about the speaker's own affairs are remembered, and brought up when nothing matches.

Pure: the same conversation always gets the same answer; nothing is kept between two calls.
Source: J. Weizenbaum, "ELIZA: a computer program for the study of natural language communication
between man and machine", Communications of the ACM 9(1), 1966, 36-45. The order of the clauses
and LIMIT, the counter that lets a memory out at every fourth utterance, are as told there.
"""

import re
import zlib
from collections import deque
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field

LIMIT = 4
LONGEST_CLAUSE_WORDS = 100  # a line of a teletype had fewer; matching stays quick
LONGEST_LINK = 8

Words = tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Rule:
    """pattern: elements of a decomposition; answers: reassemblies, taken in turn.

    Elements: "*" any words, "2" exactly two words, "@name" one word of that group, "a/b" one of
    these words. An answer speaks of the parts by number, from 1: "Why do you {3}?". Or it is
    "=word" (as that keyword would), "PRE text =word" (rewritten first), "NEWKEY" (the next one).
    """

    pattern: Words
    answers: tuple[str, ...]

    @classmethod
    def of(cls, pattern: str, *answers: str) -> "Rule":
        return cls(tuple(pattern.split()), answers)


@dataclass(frozen=True, slots=True)
class Keyword:
    """becomes: what stands for the word in the text from here on; "" leaves it."""

    rank: int = 0
    becomes: str = ""
    rules: tuple[Rule, ...] = ()

    @classmethod
    def same_as(cls, word: str, rank: int = 0, becomes: str = "") -> "Keyword":
        """A keyword that answers as another one does."""
        return cls(rank, becomes, (Rule.of("*", f"={word}"),))


@dataclass(frozen=True, slots=True)
class Script:
    """memory: rules of which one, picked by the last word, makes a memory of a sentence."""

    keywords: Mapping[str, Keyword]
    substitutions: Mapping[str, str]
    groups: Mapping[str, frozenset[str]]
    memory_keyword: str
    memory: tuple[Rule, ...]
    fallbacks: tuple[str, ...]


@dataclass(slots=True)
class _Session:
    """How far a conversation has come: whose turn each reassembly is, and what is remembered."""

    num_used: dict[Rule, int] = field(default_factory=dict)
    num_fallbacks: int = 0
    num_heard: int = 0
    memories: deque[str] = field(default_factory=deque)

    def next_answer(self, rule: Rule) -> str:
        index = self.num_used.get(rule, 0)
        self.num_used[rule] = index + 1
        return rule.answers[index % len(rule.answers)]


def reply(script: Script, utterances: Sequence[str]) -> str:
    """The answer to the last of the utterances, given all that were said before it."""
    session, answer = _Session(), ""
    for utterance in utterances:
        answer = _hear(script, session, utterance)
    return answer


def _hear(script: Script, session: _Session, utterance: str) -> str:
    session.num_heard += 1
    words, stack = scan(script, utterance)
    if stack and stack[0] == script.memory_keyword:
        _remember(script, session, words)
    answer = _answer_from_stack(script, session, words, stack) if stack else None
    if answer is None and session.num_heard % LIMIT == 0 and session.memories:
        answer = session.memories.popleft()
    if answer is None:
        answer = script.fallbacks[session.num_fallbacks % len(script.fallbacks)]
        session.num_fallbacks += 1
    return _as_sentence(answer)


def scan(script: Script, text: str) -> tuple[Words, list[str]]:
    """The first clause that holds a keyword, pronouns swapped, and its keywords, best first."""
    for clause in _clauses(text):
        stack: list[str] = []
        words: list[str] = []
        for word in clause[:LONGEST_CLAUSE_WORDS]:
            keyword = script.keywords.get(word)
            if keyword is not None and word not in stack:
                is_higher = not stack or keyword.rank > script.keywords[stack[0]].rank
                stack.insert(0 if is_higher else len(stack), word)
            becomes = keyword.becomes if keyword else ""
            words.append(becomes or script.substitutions.get(word, word))
        if stack:
            return tuple(words), stack
    return (), []


_CONTRACTIONS = {
    "i'm": "i am",
    "im": "i am",
    "i've": "i have",
    "i'd": "i would",
    "i'll": "i will",
    "you're": "you are",
    "you've": "you have",
    "you'd": "you would",
    "you'll": "you will",
    "it's": "it is",
    "that's": "that is",
    "what's": "what is",
    "who's": "who is",
    "dont": "don't",
    "cant": "can't",
    "cannot": "can't",
    "wont": "won't",
}


def _clauses(text: str) -> Iterator[Words]:
    text = text.lower().replace("\u2019", "'")
    for clause in re.split(r"[.,;:!?()\n]|\bbut\b", text):
        found = re.findall(r"\w+(?:['-]\w+)*", clause)
        words = " ".join(_CONTRACTIONS.get(word, word) for word in found).split()
        if words:
            yield tuple(words)


def decompose(pattern: Words, words: Words, groups: Mapping[str, frozenset[str]]) -> list[Words]:
    """The parts that the elements of the pattern stand for, the shortest first; [] if none fit."""
    if not pattern:
        return []
    parts = _match(pattern, words, groups)
    return parts or []


def _match(
    pattern: Words, words: Words, groups: Mapping[str, frozenset[str]]
) -> list[Words] | None:
    if not pattern:
        return None if words else []
    head, rest = pattern[0], pattern[1:]
    if head == "*" and not rest:
        return [words]
    for length in _lengths(head, words):
        if not _fits(head, words[:length], groups):
            continue
        parts = _match(rest, words[length:], groups)
        if parts is not None:
            return [words[:length], *parts]
    return None


def _lengths(element: str, words: Words) -> range:
    if element == "*":
        return range(len(words) + 1)
    length = int(element) if element.isdecimal() else 1
    return range(length, length + 1) if length <= len(words) else range(0)


def _fits(element: str, part: Words, groups: Mapping[str, frozenset[str]]) -> bool:
    if element == "*" or element.isdecimal():
        return True
    if element.startswith("@"):
        return part[0] in groups[element[1:]]
    return part[0] in element.split("/")


def _answer_from_stack(
    script: Script, session: _Session, words: Words, stack: Sequence[str]
) -> str | None:
    for word in stack:
        answer = _answer_from_keyword(script, session, words, word)
        if answer is not None:
            return answer
    return None


def _answer_from_keyword(script: Script, session: _Session, words: Words, word: str) -> str | None:
    """None when the keyword has no answer, so that the next one on the stack is asked."""
    for _ in range(LONGEST_LINK):
        found = _first_match(script, words, script.keywords[word].rules)
        if found is None:
            return None
        rule, parts = found
        answer = session.next_answer(rule)
        if answer == "NEWKEY":
            return None
        if answer.startswith("PRE "):
            text, _, word = answer.removeprefix("PRE ").rpartition(" =")
            words = tuple(assemble(text, parts).split())
        elif answer.startswith("="):
            word = answer.removeprefix("=")
        else:
            return assemble(answer, parts)
    return None


def _first_match(
    script: Script, words: Words, rules: Sequence[Rule]
) -> tuple[Rule, list[Words]] | None:
    for rule in rules:
        parts = decompose(rule.pattern, words, script.groups)
        if parts:
            return rule, parts
    return None


def _remember(script: Script, session: _Session, words: Words) -> None:
    """The last word picks the rule, as HASH did: the same sentence leaves the same memory."""
    rule = script.memory[zlib.crc32(words[-1].encode()) % len(script.memory)]
    parts = decompose(rule.pattern, words, script.groups)
    if parts:
        session.memories.append(assemble(rule.answers[0], parts))


def assemble(answer: str, parts: Sequence[Words]) -> str:
    """The answer with each {n} replaced by the n-th part."""
    return re.sub(r"\{(\d+)\}", lambda found: " ".join(parts[int(found[1]) - 1]), answer)


def _as_sentence(answer: str) -> str:
    """Spaces in order, I in capitals, and a capital at the start."""
    answer = re.sub(r"\s+([.,?])", r"\1", re.sub(r"\s+", " ", answer)).strip()
    answer = re.sub(r"\bi\b", "I", answer)
    return answer[:1].upper() + answer[1:]
