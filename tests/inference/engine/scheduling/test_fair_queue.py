"""Clients take turns by tokens; nobody's flood keeps another waiting."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from inference.engine.scheduling.fair_queue import FairQueue
from tests.inference.engine.scheduling.sequences import sequence, unhurried

QUANTUM = 10
clients = st.sampled_from("ABC")
prices = st.integers(1, 35)


def filled(*requests):
    """A queue of (client, how many) requests, numbered in the order given."""
    queue, number = FairQueue(QUANTUM), 0
    for client, how_many in requests:
        for _ in range(how_many):
            queue.add(sequence(number, 1, client=client))
            number += 1
    return queue


def take_all(queue, price):
    return [queue.take(price).client for _ in range(len(queue))]


def test_one_client_is_served_in_order_of_arrival():
    queue = filled(("A", 5))
    assert [queue.take(3).sequence_id for _ in range(5)] == [0, 1, 2, 3, 4]
    assert queue.first() is None
    with pytest.raises(LookupError):
        queue.take(3)


def test_two_clients_alternate():
    assert take_all(filled(("A", 3), ("B", 3)), price=QUANTUM) == list("ABABAB")


def test_small_requests_are_served_several_in_a_turn():
    assert take_all(filled(("A", 6), ("B", 4)), price=4) == list("AAABBBAABA")


def test_whoever_asks_for_more_at_once_waits_longer():
    """A's requests cost three turns each, B's one: B is served three times as often."""
    queue, served = filled(("A", 4), ("B", 12)), []
    while len(queue):
        served.append(queue.first().client)
        queue.take(30 if served[-1] == "A" else 10)
    assert "".join(served) == "ABBBABBBABBBABBB"


@pytest.mark.parametrize(("price", "delay"), [(35, 1), (QUANTUM, 1), (3, 4), (1, QUANTUM)])
def test_a_flood_of_a_thousand_delays_another_by_one_turn(price, delay):
    queue = filled(("A", 1000), ("B", 1))
    assert [queue.take(price).client for _ in range(delay + 1)] == ["A"] * delay + ["B"]


def test_what_is_removed_has_no_turn_and_no_price():
    queue = filled(("A", 2), ("B", 1))
    gone = queue.first()
    queue.remove(gone)
    assert gone not in queue
    assert len(queue) == 2
    assert take_all(queue, QUANTUM) == ["A", "B"]
    with pytest.raises(KeyError):
        queue.remove(gone)


def test_nothing_waits_twice():
    queue = filled(("A", 1))
    with pytest.raises(ValueError, match="already"):
        queue.add(queue.first())


@unhurried
@given(
    st.lists(st.tuples(clients, prices), max_size=30),
    st.lists(st.one_of(st.none(), st.tuples(clients, prices)), min_size=1, max_size=60),
)
def test_a_newcomer_waits_for_one_turn_of_each_other_client(before, during):
    """Whatever had happened, and whatever is asked for while it waits (None: one is taken)."""
    queue, price_of = FairQueue(QUANTUM), {}

    def ask(client, price):
        one = sequence(len(price_of), 1, client=client)
        price_of[one] = price
        queue.add(one)

    def take():
        one = queue.take(price_of[queue.first()])
        return one.client, price_of[one]

    for number, (client, price) in enumerate(before):
        ask(client, price)
        if number % 3 == 0:
            take()
    others = {one.client for one in price_of if one in queue}
    ask("newcomer", 5)
    served = []
    for asked in during + [None] * 400:
        if asked:
            ask(*asked)
        else:
            served.append(take())
            if served[-1][0] == "newcomer":
                break
    assert served.pop()[0] == "newcomer"
    assert {client for client, _ in served} <= others
    for client in others:
        turn = [price for name, price in served if name == client]
        assert sum(turn[:-1]) <= QUANTUM - 1


@unhurried
@given(st.lists(prices, min_size=150, max_size=150), st.integers(2, 4))
def test_clients_that_always_ask_get_equally_many_tokens(asked, num_clients):
    queue, tokens = FairQueue(QUANTUM), dict.fromkeys("ABCD"[:num_clients], 0)
    for number, client in enumerate("ABCD"[:num_clients] * 60):
        queue.add(sequence(number, 1, client=client))
    for price in asked[:50]:
        tokens[queue.take(price).client] += price
        assert max(tokens.values()) - min(tokens.values()) <= 2 * QUANTUM + max(asked)


@unhurried
@given(st.lists(st.tuples(clients, prices, st.booleans()), max_size=60), st.data())
def test_everybody_is_served_once_and_in_order_within_a_client(requests, data):
    queue, waiting, served = FairQueue(QUANTUM), [], []
    for number, (client, price, takes) in enumerate(requests):
        one = sequence(number, 1, client=client)
        queue.add(one)
        waiting.append(one)
        if takes:
            served.append(queue.take(price))
            waiting.remove(served[-1])
        elif price > 30:
            gone = waiting.pop(data.draw(st.integers(0, len(waiting) - 1)))
            queue.remove(gone)
        assert len(queue) == len(waiting)
        assert all(one in queue for one in waiting)
    rest = [queue.take(7) for _ in waiting]
    assert {one.sequence_id for one in rest} == {one.sequence_id for one in waiting}
    for client in "ABC":
        ids = [one.sequence_id for one in served + rest if one.client == client]
        assert ids == sorted(ids)
