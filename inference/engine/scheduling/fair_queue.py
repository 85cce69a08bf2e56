"""Sequences that wait, in turns among their clients; plain Python.

Surplus round robin (Adiseshu, Parulkar, Varghese 1996, a kin of deficit round robin by Shreedhar
and Varghese 1995): clients stand in a ring, and each turn grants `quantum` tokens. The client in
front is served while its credit is above zero, and may overdraw it once; a debt is paid off in its
next turns. So clients with much to ask get equally many tokens. Within a client the first come is
the first served.

A client that comes anew stands last in the ring with the credit of one turn. It waits for one turn
of each client that stood there before, however much they ask for and whoever comes later: at most
quantum - 1 tokens and one sequence of each.
"""

from __future__ import annotations

from collections import OrderedDict
from dataclasses import dataclass, field

from inference.engine.sequence import Sequence


@dataclass(slots=True)
class _Client:
    credit: int
    sequences: OrderedDict[int, Sequence] = field(default_factory=OrderedDict)


class FairQueue:
    """Clients are known only while something of theirs waits."""

    def __init__(self, quantum: int) -> None:
        self._quantum = quantum
        self._ring: OrderedDict[str, _Client] = OrderedDict()
        self._num_sequences = 0

    def __len__(self) -> int:
        return self._num_sequences

    def __contains__(self, sequence: Sequence) -> bool:
        client = self._ring.get(sequence.client)
        return client is not None and sequence.sequence_id in client.sequences

    def add(self, sequence: Sequence) -> None:
        """Behind all that its client has waiting."""
        if sequence in self:
            raise ValueError("The sequence waits already.")
        client = self._ring.setdefault(sequence.client, _Client(self._quantum))
        client.sequences[sequence.sequence_id] = sequence
        self._num_sequences += 1

    def first(self) -> Sequence | None:
        """Whose turn it is, the same until it is taken or removed; None if nobody waits."""
        while self._ring:
            name, client = next(iter(self._ring.items()))
            if client.credit > 0:
                return next(iter(client.sequences.values()))
            client.credit += self._quantum
            self._ring.move_to_end(name)
        return None

    def take(self, num_tokens: int) -> Sequence:
        """The first one, out of the queue, at the price of so many tokens."""
        sequence = self.first()
        if sequence is None:
            raise LookupError("Nobody waits.")
        self._ring[sequence.client].credit -= num_tokens
        self.remove(sequence)
        return sequence

    def remove(self, sequence: Sequence) -> None:
        """Out of the queue without a price; KeyError if it does not wait."""
        client = self._ring[sequence.client]
        del client.sequences[sequence.sequence_id]
        self._num_sequences -= 1
        if not client.sequences:
            del self._ring[sequence.client]
