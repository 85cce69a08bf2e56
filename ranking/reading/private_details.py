"""Signs that a text names a person's details: addresses, numbers of telephones, cards, accounts.

Meant to keep texts back until a person has read them, so a doubtful case counts as one.
"""

import re

_EMAIL = re.compile(r"[\w.+-]+@[\w-]+(?:\.[\w-]+)+")
_TELEPHONE = re.compile(r"(?<![\w.])[+(]?\d[\d ()/-]{5,20}\d(?![\w.])")
_CARD = re.compile(r"(?<![\d+])(?:\d[ -]?){13,19}(?!\d)")
_ACCOUNT = re.compile(r"\b[A-Z]{2}\d{2}(?: ?[A-Z0-9]{4}){3,7}(?: ?[A-Z0-9]{1,3})?\b")
_DATE = re.compile(r"\d{4}[ /-]\d{1,2}[ /-]\d{1,2}|\d{1,2}[ /-]\d{1,2}[ /-]\d{2,4}")
LEAST_TELEPHONE_DIGITS, LEAST_TELEPHONE_GROUPS = 8, 3


def private_details(text: str) -> str:
    """Which kind of detail is in the text, or "": e-mail, telephone, card, account."""
    if _EMAIL.search(text):
        return "e-mail"
    if any(_is_iban(found[0]) for found in _ACCOUNT.finditer(text)):
        return "account"
    if any(_is_card(found[0]) for found in _CARD.finditer(text)):
        return "card"
    if any(_is_telephone(found[0]) for found in _TELEPHONE.finditer(text)):
        return "telephone"
    return ""


def _is_telephone(words: str) -> bool:
    """Digits enough, and written as such: a plus, brackets, or three groups that are no date."""
    num_groups = len(re.findall(r"\d+", words))
    is_written_so = words[0] in "+(" or num_groups >= LEAST_TELEPHONE_GROUPS
    is_long = len(_digits(words)) >= LEAST_TELEPHONE_DIGITS
    return is_long and is_written_so and not _DATE.fullmatch(words)


def _is_card(words: str) -> bool:
    """The check digit of cards (Luhn)."""
    digits = [int(digit) for digit in _digits(words)]
    doubled = [sum(divmod(2 * digit, 10)) for digit in digits[-2::-2]]
    return len(digits) >= 13 and (sum(digits[-1::-2]) + sum(doubled)) % 10 == 0


def _is_iban(words: str) -> bool:
    """The check digits of ISO 13616: the number with its first four at the end is 1 modulo 97."""
    plain = words.replace(" ", "")
    number = "".join(str(int(character, 36)) for character in plain[4:] + plain[:4])
    return int(number) % 97 == 1


def _digits(words: str) -> str:
    return "".join(filter(str.isdecimal, words))
