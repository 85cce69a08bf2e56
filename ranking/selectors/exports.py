"""Votes to give away: those that count, as rows, in blocks so that memory stays bounded."""

from collections import Counter
from collections.abc import Iterator, Mapping

from ranking.formats.items import Row
from ranking.models import Comparison, Contestant

ROWS_AT_ONCE = 2_000
MODERATED = "moderated"  # the flag of a vote whose words were found objectionable


def exported_votes(board: str) -> Iterator[Row]:
    """Every vote of the board that counts and is not moderated, in the order in which it came.

    Ids and voters are ours still: see formats/pseudonyms.py before they leave the house.
    """
    after = 0
    while True:
        rows, after = exported_block(board, after)
        yield from rows
        if not after:
            return


def exported_block(board: str, after: int) -> tuple[list[Row], int]:
    """The votes behind the comparison of id `after`, and where the next block begins; 0: nowhere.

    One query a block, so that a slow reader holds no cursor open.
    """
    counted = Comparison.objects.filter(board=board, excluded="", pk__gt=after)
    found = list(counted.order_by("pk").prefetch_related("labels")[:ROWS_AT_ONCE])
    names = exported_names()
    rows = [exported_row(row, names) for row in found if MODERATED not in row.flags]
    return rows, found[-1].pk if len(found) == ROWS_AT_ONCE else 0


def exported_names() -> dict[int, str]:
    """Contestants' ids: their names, or their slugs where two have one name."""
    facts = list(Contestant.objects.values_list("pk", "name", "slug"))
    num_of = Counter(name.casefold() for _, name, _ in facts)
    return {pk: name if num_of[name.casefold()] == 1 else slug for pk, name, slug in facts}


def exported_row(comparison: Comparison, names: Mapping[int, str]) -> Row:
    """Without words; asks for the labels, so prefetch them where there are many."""
    return Row(
        number=comparison.pk,
        left=names[comparison.left_id],
        right=names[comparison.right_id],
        outcome=comparison.outcome,
        id=comparison.source,
        at=comparison.created_at,
        voter=comparison.voter_key,
        language=comparison.language,
        num_turns=comparison.num_turns,
        left_style=comparison.left_style,
        right_style=comparison.right_style,
        num_swaps=int("swapped" in comparison.flags),
        categories={label.category: label.holds for label in comparison.labels.all()},
    )
