"""Does an answer say who wrote it? Only what the contestant says of itself counts.

An answer about palm trees, Gemini the constellation or the company that made a contestant is no
leak; "I am SmolLM" and "I was trained by Hugging Face" are. Flagged, never deleted.
"""

import re
from collections.abc import Iterable

# Names that models use for themselves, their own or borrowed: both spoil a blind comparison.
KNOWN_NAMES = (
    "ChatGPT", "GPT-3", "GPT-4", "GPT-4o", "GPT-5", "OpenAI", "Claude", "Anthropic", "Gemini",
    "Bard", "Google DeepMind", "Llama", "LLaMA", "Meta AI", "Mistral", "Mixtral", "Qwen",
    "Tongyi Qianwen", "Alibaba Cloud", "DeepSeek", "Grok", "xAI", "Yi-34B", "ChatGLM", "Zhipu",
    "Vicuna", "Alpaca", "Falcon", "Command R", "Cohere", "Phi-3", "Phi-4", "Nemotron", "SmolLM",
)  # fmt: skip

_SENTENCE = re.compile(r"[^.!?\n。!?]+")
_OF_ITSELF = re.compile(
    r"\b(i am|i'm|i was|i've been|i have been|my name|call me|"
    r"my (?:creators?|makers?|developers?)|created me|made me|trained me|developed me|built me|"
    r"as an? (?:\w+ ){0,3}model)\b",
    re.IGNORECASE,
)
_ASKS = re.compile(
    r"\b(who (?:are|made|created|trained|built) you|what(?:'s| is) your name|"
    r"(?:which|what) (?:\w+ ){0,2}(?:model|llm|ai) are you|"
    r"are you (?:chat ?gpt|gpt|claude|gemini|llama|an? (?:openai|google|anthropic|meta) model)|"
    r"your (?:system prompt|model name|developers?|creators?|makers?))\b",
    re.IGNORECASE,
)
_CURLY_APOSTROPHE = "\N{RIGHT SINGLE QUOTATION MARK}"


def names_itself(text: str, aliases: Iterable[str]) -> str:
    """The name that the answer gives its writer, in a sentence about itself; "" if none.

    aliases: further names of this contestant and its maker. Looks at the answer only.
    """
    names = _pattern(aliases)
    for sentence in _SENTENCE.findall(text.replace(_CURLY_APOSTROPHE, "'")):
        if _OF_ITSELF.search(sentence) and (found := names.search(sentence)):
            return found.group()
    return ""


def asks_identity(prompt: str) -> bool:
    """Whether the visitor asks the contestants who they are."""
    return bool(_ASKS.search(prompt.replace(_CURLY_APOSTROPHE, "'")))


def _pattern(aliases: Iterable[str]) -> re.Pattern[str]:
    names = sorted({*KNOWN_NAMES, *(a.strip() for a in aliases if a.strip())}, key=len)
    options = "|".join(re.escape(name) for name in reversed(names))
    return re.compile(rf"(?<!\w)(?:{options})(?!\w)", re.IGNORECASE)
