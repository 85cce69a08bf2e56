"""Which accounts belong together, and which only live in the same town."""

import numpy as np

from ranking.defence.clusters import Trace, find_clusters


def crowd(rng, num=60, votes=8, days=3.0):
    """Strangers: prompts of their own but for a few popular ones, networks mostly their own."""
    traces = []
    for person in range(num):
        network = f"town {person % 6}" if person % 2 else f"home {person}"
        for vote in range(votes):
            popular = rng.random() < 0.2
            prompt = f"popular {rng.integers(5)}" if popular else f"own {person} {vote}"
            traces.append(Trace(f"p{person:03}", prompt, network, rng.random() * 86_400 * days))
    return traces


def ring(rng, num=5, votes=8):
    """One person with several accounts: a list of prompts worked through by a script."""
    start = rng.random() * 86_400
    return [
        Trace(f"ring{who}", f"probe {vote}", "tunnel", start + 600 * vote + 5 * who)
        for who in range(num)
        for vote in range(votes)
    ]


def test_strangers_form_no_cluster():
    for seed in range(10):
        assert find_clusters(crowd(np.random.default_rng(seed))) == []


def test_a_ring_among_strangers_is_one_cluster():
    rng = np.random.default_rng(1)

    clusters = find_clusters(crowd(rng) + ring(rng))

    assert [cluster.voters for cluster in clusters] == [tuple(f"ring{i}" for i in range(5))]
    link = clusters[0].links[0]
    assert (link.num_shared_prompts, link.num_close_votes, link.same_network) == (8, 8, True)
    assert clusters[0].key == "ring0"


def test_prompts_alone_are_enough_where_nobody_else_asks_them():
    rng = np.random.default_rng(2)
    scattered = [
        Trace(t.voter, t.prompt, f"exit {i}", rng.random() * 260_000)
        for i, t in enumerate(ring(rng))
    ]

    clusters = find_clusters(crowd(rng) + scattered)

    assert [len(cluster.voters) for cluster in clusters] == [5]


def test_a_popular_prompt_links_nobody():
    rng = np.random.default_rng(3)
    traces = [
        Trace(f"p{i}", "tell me a joke", f"home {i}", rng.random() * 86_400) for i in range(100)
    ]

    assert find_clusters(traces) == []


def test_a_chain_of_links_is_one_cluster():
    rng = np.random.default_rng(4)
    chain = [
        Trace(f"c{who}", f"link {who + step} {i}", f"n{who}{i}", rng.random() * 260_000)
        for who in range(3)
        for step in (0, 1)
        for i in range(8)
    ]

    clusters = find_clusters(crowd(rng) + chain)

    assert [cluster.voters for cluster in clusters] == [("c0", "c1", "c2")]


def test_a_large_ring_is_one_cluster_though_not_every_pair_is_compared():
    rng = np.random.default_rng(5)

    clusters = find_clusters(crowd(rng, num=400) + ring(rng, num=60))

    assert [len(cluster.voters) for cluster in clusters] == [60]
    assert len(clusters[0].links) < 60 * 59 / 2


def test_nobody_is_no_cluster():
    assert find_clusters([]) == []
