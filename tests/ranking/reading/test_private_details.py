"""What is kept back from releases because it names somebody's details."""

import pytest

from ranking.reading.private_details import private_details


@pytest.mark.parametrize(
    ("text", "kind"),
    [
        ("Write to helen.of-troy@example.org, please", "e-mail"),
        ("Call +49 30 1234567 tonight", "telephone"),
        ("call (030) 123-456-78", "telephone"),
        ("my number is +4915112345678", "telephone"),
        ("Charge 4111 1111 1111 1111 with it", "card"),
        ("IBAN DE89 3704 0044 0532 0130 00", "account"),
    ],
)
def test_details_are_seen(text, kind):
    assert private_details(text) == kind


@pytest.mark.parametrize(
    "text",
    [
        "What happened on 2024-08-14 and on 14/08/2024?",
        "Compute 12345678 * 87654321.",
        "pi is 3.14159265358979 and e is 2.718281828",
        "Version 1.2.3 of the @decorator in Python 3.11",
        "The years 1914 1918 and 10 000 ships",
        "ISBN 978-3-16",
        "",
    ],
)
def test_other_numbers_pass(text):
    assert private_details(text) == ""
