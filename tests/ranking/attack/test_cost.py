"""The published bill, and what each defence adds to it."""

import pytest

from ranking.attack.cost import (
    Defences,
    DetectorPrices,
    Prices,
    bill_for,
    bills_with_each,
)


def test_a_detector_costs_what_the_paper_says():
    """Huang Y. et al. 2025: $0.128 and $0.046 a model and prompt, $2.20 a prompt."""
    one = DetectorPrices(num_proprietary=1, num_open=0)
    other = DetectorPrices(num_proprietary=0, num_open=1)
    assert one.prompt_usd() == pytest.approx(0.128)
    assert other.prompt_usd() == pytest.approx(0.04608)
    assert DetectorPrices().prompt_usd() == pytest.approx(2.20, abs=0.005)


def test_without_defences_an_attack_costs_440_dollars():
    bill = bill_for(206_000, Defences(), Prices())
    assert bill.total_usd == pytest.approx(440, abs=0.5)
    assert bill.num_accounts == 1


def test_accounts_are_rounded_up_and_paid_with_a_login():
    limited = Defences(login=True, actions_per_account=200)
    bill = bill_for(1001, limited, Prices(account_usd=0.5))
    assert bill.num_accounts == 6
    assert bill.accounts_usd == 3.0
    without_login = Defences(actions_per_account=200)
    assert bill_for(1001, without_login, Prices(account_usd=0.5)).accounts_usd == 0


def test_captcha_and_price_are_paid_for_each_action():
    defences = Defences(captcha=True, vote_usd=0.01)
    bill = bill_for(1000, defences, Prices(captcha_usd=0.002, action_usd=0.001))
    assert bill.actions_usd == pytest.approx(13.0)


def test_unique_prompts_need_a_detector_for_every_action():
    """The paper's text says about 20 dollars a prompt, its appendix 2.20: ours is the appendix."""
    bill = bill_for(3000, Defences(actions_per_prompt=1), Prices())
    assert bill.detector_usd == pytest.approx(3000 * 2.2016)


def test_no_defence_makes_an_attack_cheaper():
    defences = Defences(True, True, 50, 1, 0.05, 400, 0.02)
    bills = dict(bills_with_each(5000, defences, Prices(), num_skipped=4000))
    assert list(bills) == [
        "none", "login", "captcha", "rate limit and login", "limit on prompts", "price of a vote",
        "price of a skip", "all",
    ]  # fmt: skip
    for name, bill in bills.items():
        assert bills["none"].total_usd <= bill.total_usd <= bills["all"].total_usd, name


def test_prompts_that_count_more_than_once_are_trained_for_less_often():
    assert bill_for(3000, Defences(actions_per_prompt=10), Prices()).detector_usd == pytest.approx(
        300 * 2.2016
    )


def test_battles_without_a_vote_have_a_limit_and_a_price_of_their_own():
    """1,000 battles, 985 of them skipped: 15 votes are 3 accounts, 1,000 battles are 10."""
    published = Defences(login=True, actions_per_account=5)
    assert bill_for(1000, published, Prices(), num_skipped=985).num_accounts == 200
    both = Defences(login=True, actions_per_account=5, battles_per_account=100)
    assert bill_for(1000, both, Prices(), num_skipped=985).num_accounts == 10
    loose = Defences(login=True, actions_per_account=5, battles_per_account=1000)
    assert bill_for(1000, loose, Prices(), num_skipped=985).num_accounts == 3
    deposit = Defences(vote_usd=0.01, skip_usd=0.10)
    assert bill_for(1000, deposit, Prices(), num_skipped=985).actions_usd == pytest.approx(108.5)


def test_a_prompt_is_worn_out_by_votes_where_skips_are_counted_apart():
    defences = Defences(actions_per_prompt=1, battles_per_account=1000)
    bill = bill_for(1000, defences, Prices(), num_skipped=700)
    assert bill.detector_usd == pytest.approx(300 * 2.2016)


def test_impossible_defences_are_refused():
    with pytest.raises(ValueError, match="at least once"):
        Defences(actions_per_account=0)
    with pytest.raises(ValueError, match="0 or more"):
        Defences(vote_usd=-1)
    with pytest.raises(ValueError, match="0 or more"):
        Defences(skip_usd=-0.1)
    with pytest.raises(ValueError, match="at least once"):
        Defences(battles_per_account=0)
