"""Rules that say of a question what it is about. Each takes a Question and says yes or no.

They look for signs that hardly ever mean anything else, so that a yes can be trusted; what gives
no sign is a no. Whoever changes a rule raises RULES_VERSION in registry.py.
"""

import re
from collections.abc import Callable

from ranking.categories.question import Question, num_tokens

Rule = Callable[[Question], bool]
SHORT_BELOW_TOKENS = 5
LONG_FROM_TOKENS = 500

_FENCE = re.compile(r"```([\w+#.-]*)[ \t]*\n(.*?)(?:```|\Z)", re.DOTALL)
_NOT_CODE = {"text", "txt", "markdown", "md", "plaintext", "quote", "latex", "tex"}
# Names that mean a language of programs wherever they stand.
_CODE_WORDS = re.compile(
    r"(?<![\w.])(?:python|javascript|typescript|java|kotlin|golang|c\+\+|c#|\.net|php|perl|haskell|"
    r"matlab|fortran|cobol|bash|powershell|sql|postgres(?:ql)?|mysql|sqlite|html|css|json|yaml|"
    r"regex|numpy|pandas|pytorch|tensorflow|django|flask|fastapi|node\.?js|npm|webpack|docker|"
    r"dockerfile|kubernetes|github|leetcode|stack ?trace|traceback|unit tests?|api endpoint|"
    r"source code|pseudo-?code)(?![\w])",
    re.IGNORECASE,
)
# Names that mean something else too, and so need the company of a word about programs.
_CODE_PAIRS = re.compile(
    r"\b(?:in|using|with) (?:rust|go|swift|ruby|scala|julia|r|c|react|vue|spring)\b.*"
    r"|\b(?:rust|go|swift|ruby|scala|julia|r|c|react|vue|spring) "
    r"(?:code|program|function|script|compiler|class|struct|library|snippet)\b",
    re.IGNORECASE,
)
_CODE_TASK = re.compile(
    r"\b(?:code|program|function|script|class|method|algorithm|library|compiler|implement\w*)\b",
    re.IGNORECASE,
)
_COMMAND = re.compile(
    r"^\s*(?:\$ ?)?(?:git|pip3?|npm|npx|yarn|cargo|docker|kubectl|apt(?:-get)?|sudo|curl|ssh|chmod|"
    r"grep|sed|awk|make|gcc|g\+\+|python3?) [\w./-]",
    re.MULTILINE,
)
_CODE_LINE = re.compile(
    r"^\s*(?:def \w+\(|class \w+[:({]|import \w+|from \w[\w.]* import |#include\s*[<\"]|"
    r"public static |(?:const|let|var) \w+\s*=|function \w+\(|SELECT .+ FROM |for ?\(\w+ \w+\s*=|"
    r"System\.out\.|console\.log\()",
    re.MULTILINE,
)

_LATEX = re.compile(r"\\(?:frac|sqrt|int|sum|prod|lim|begin\{(?:p?matrix|align)|partial|nabla)\b")
_EQUATION = re.compile(
    r"(?:\d|\b[a-z]\b|\))\s*(?:\^|\*\*|[+*/\u00d7÷·-])\s*(?:\d|\b[a-z]\b|\().{0,40}?[=<>≤≥]"
    r"|\b[xyzn]\s*(?:\^\s*\d|[²³])|\bf\s*\(\s*x\s*\)"
    r"|(?<![\d./-])\d+(?:\.\d+)?\s*[+*\u00d7÷]\s*\d+(?![\d/-])",
    re.IGNORECASE,
)
_MATHEMATICS = re.compile(
    r"\b(?:integrals?|derivatives?|differentiate|eigen(?:values?|vectors?)|polynomials?|"
    r"quadratic|trigonometr\w+|logarithms?|theorems?|lemma|calculus|algebra|geometry|"
    r"prime numbers?|modulo|matri(?:x|ces)|determinant|permutations?|combinatori\w+|"
    r"probability (?:that|of)|expected value|standard deviation|binomial|hypotenuse|"
    r"equations?|inequalit(?:y|ies)|square root|factori[sz]e|arithmetic|"
    r"prove that|solve for|least common multiple|greatest common divisor|how many ways)\b",
    re.IGNORECASE,
)

_WRITING = re.compile(
    r"\b(?:write|compose|create|make up|come up with|tell(?: me)?|draft|continue|rewrite|generate|"
    r"invent)\b[^.?!\n]{0,60}?\b(?:poems?|sonnets?|haikus?|limericks?|stor(?:y|ies)|tales?|fables?|"
    r"fairy ?tales?|novels?|chapters?|scenes?|screenplays?|scripts? for a (?:film|movie|play)|"
    r"lyrics|songs?|rap|verses?|dialogues?|monologues?|jokes?|parod(?:y|ies)|fan ?fiction|"
    r"backstor(?:y|ies)|plot)\b",
    re.IGNORECASE,
)

_REFUSAL = re.compile(
    r"\b(?:i(?:'|\u2019)?m (?:really |very |truly )?sorry,? but (?:i|as an)|"
    r"i(?:'|\u2019)?m (?:not able|unable) to (?:help|assist|provide|fulfil|comply|do that)|"
    r"i (?:cannot|can(?:'|\u2019)?t|can not|won(?:'|\u2019)?t|am unable to|am not able to) "
    r"(?:help|assist|fulfil|comply|provide|engage|support|create|generate|write|answer|discuss)|"
    r"as an ai(?: language model)?,? i (?:cannot|can(?:'|\u2019)?t|am not able|do not have|"
    r"don(?:'|\u2019)?t have)|against my (?:programming|guidelines)|"
    r"i must (?:respectfully )?decline)\b",
    re.IGNORECASE,
)
_REFUSES_WITHIN = 300  # characters: a refusal comes first, or it is none


def written_in(code: str) -> Rule:
    """Questions of one language, as it was told when the battle began."""
    return lambda question: question.language == code


def is_short(question: Question) -> bool:
    return 0 < num_tokens(question.prompt) < SHORT_BELOW_TOKENS


def is_long(question: Question) -> bool:
    return num_tokens(question.prompt) >= LONG_FROM_TOKENS


def has_several_turns(question: Question) -> bool:
    return question.num_turns >= 2


def is_about_code(question: Question) -> bool:
    """A block of code anywhere, or names, commands and lines of programs in the prompt."""
    prompt = question.prompt
    if any(_has_code_block(text) for text in (prompt, *question.answers)):
        return True
    if _CODE_WORDS.search(prompt) or _COMMAND.search(prompt) or _CODE_LINE.search(prompt):
        return True
    return bool(_CODE_PAIRS.search(prompt) and _CODE_TASK.search(prompt))


def is_mathematics(question: Question) -> bool:
    prompt = _FENCE.sub("", question.prompt)
    return bool(_LATEX.search(prompt) or _EQUATION.search(prompt) or _MATHEMATICS.search(prompt))


def is_creative_writing(question: Question) -> bool:
    return bool(_WRITING.search(question.prompt))


def nobody_refuses(question: Question) -> bool:
    return not any(_REFUSAL.search(answer[:_REFUSES_WITHIN]) for answer in question.answers)


def _has_code_block(text: str) -> bool:
    return any(
        language.lower() not in _NOT_CODE and body.strip()
        for language, body in _FENCE.findall(text)
    )
