"""System checks: each mistake in the settings has an id and a hint."""

from pathlib import Path

import pytest
from django.core.checks import run_checks

from config import checks


@pytest.fixture
def found(settings):
    """The ids that all checks find with these settings."""

    def find(**values) -> set[str]:
        for name, value in values.items():
            setattr(settings, name, value)
        messages = run_checks(include_deployment_checks=True)
        ours = [message for message in messages if message.id.startswith("agon.")]
        assert all(message.hint for message in ours)
        return {message.id for message in ours}

    return find


@pytest.mark.parametrize(
    ("values", "id"),
    [
        ({"HASH_KEY": "short"}, "agon.E001"),
        ({"DATA_DIR": Path("/nowhere/at/all")}, "agon.E002"),
        ({"REDIS_URL": f"unix:///{'long/' * 40}s"}, "agon.E003"),
        ({"CAPTCHA": "test", "ALLOWED_HOSTS": ["arena.example.org"]}, "agon.E004"),
        ({"REDIS_URL": "localhost"}, "agon.E005"),
        ({"CAPTCHA": "recaptcha", "RECAPTCHA_PUBLIC_KEY": ""}, "agon.E006"),
        ({"ALLOWED_HOSTS": ["arena.example.org"], "HTTPS": False}, "agon.W001"),
        ({"SECURE_PROXY_SSL_HEADER": ("A", "b"), "TRUSTED_PROXIES": []}, "agon.W002"),
        ({"MODEL_PATH": Path("/nowhere.gguf")}, "agon.W003"),
    ],
)
def test_a_mistake_is_found(found, values, id):
    assert id in found(**values)


def test_a_site_that_is_tried_out_on_this_machine_has_no_errors(found):
    assert not {id for id in found(CAPTCHA="test") if ".E" in id}


def test_an_engine_elsewhere_needs_no_model(found):
    values = {"MODEL_PATH": Path("/nowhere.gguf"), "ENGINE_URL": "http://10.0.0.5:8100/v1"}
    assert "agon.W003" not in found(**values)


def test_a_directory_is_a_model_as_well(found, tmp_path):
    assert "agon.W003" not in found(MODEL_PATH=tmp_path)


def test_every_check_has_an_id_of_its_own():
    text = Path(checks.__file__).read_text()
    ids = [part.split('"')[0] for part in text.split('id="')[1:]]
    assert len(ids) == len(set(ids)) == 9
