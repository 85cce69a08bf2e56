"""One running site for all journeys that do not break it."""

from collections.abc import Iterator

import pytest

from tests.site import Site, run_site


@pytest.fixture(scope="session")
def site(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Site]:
    environment = {"MAX_ANSWER_TOKENS": "48", "REFIT_SECONDS": "2", "CAPTCHA_COST": "2000"}
    environment |= {"DEFENCE_SECONDS": "2", "ADMIN_MFA": "required"}
    with run_site(tmp_path_factory.mktemp("site"), **environment) as running:
        yield running
