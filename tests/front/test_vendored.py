"""Vendored files are exactly what the manifest says, each with its licence."""

import hashlib
import json
import re
from pathlib import Path

import pytest

from config.vendoring.__main__ import draw_sprite
from config.vendoring.files import COPIES, ICONS, SPRITE

ROOT = Path(__file__).parents[2]
VENDORING = ROOT / "config" / "vendoring"
MANIFEST = json.loads((ROOT / "static" / "vendor" / "manifest.json").read_text())
VENDORED = [
    path
    for folder in ("static/vendor", "tests/vendor")
    for path in sorted((ROOT / folder).rglob("*"))
    if path.is_file() and path.name != "manifest.json"
]


@pytest.mark.parametrize("path", VENDORED, ids=lambda path: path.name)
def test_a_vendored_file_is_what_was_taken(path):
    name = str(path.relative_to(ROOT))
    assert MANIFEST["sha256"][name] == hashlib.sha256(path.read_bytes()).hexdigest()


def test_the_manifest_names_no_file_that_is_missing():
    assert set(MANIFEST["sha256"]) == {str(path.relative_to(ROOT)) for path in VENDORED}


def test_everything_taken_is_named_in_the_list_of_files():
    assert set(MANIFEST["sha256"]) == {target for _, target in COPIES} | {SPRITE}


@pytest.mark.parametrize("package", MANIFEST["packages"])
def test_every_package_brings_its_licence(package):
    licences = [target for source, target in COPIES if source.startswith(f"{package}/LICENSE")]
    assert licences
    assert all(len((ROOT / target).read_text()) > 500 for target in licences)


def test_pins_are_exact_and_the_lock_agrees():
    pins = json.loads((VENDORING / "package.json").read_text())["dependencies"]
    lock = json.loads((VENDORING / "package-lock.json").read_text())["packages"]
    assert pins == MANIFEST["packages"]
    for package, version in pins.items():
        assert re.fullmatch(r"\d+\.\d+\.\d+", version)
        assert lock[f"node_modules/{package}"]["version"] == version
    assert all("integrity" in entry for name, entry in lock.items() if name)


def test_the_lock_names_no_registry():
    assert "://registry" not in (VENDORING / "package-lock.json").read_text()
    assert '"resolved"' not in (VENDORING / "package-lock.json").read_text()


def test_every_icon_that_a_template_asks_for_is_in_the_sprite():
    asked = set()
    for template in (ROOT / "templates").rglob("*.html"):
        asked |= set(re.findall(r'_icon\.html" with name="([a-z0-9-]+)"', template.read_text()))
        asked |= set(re.findall(r'with icon="([a-z0-9-]+)"', template.read_text()))
    sprite = (ROOT / SPRITE).read_text()
    assert asked <= set(ICONS)
    assert all(f'<symbol id="{name}"' in sprite for name in ICONS)


def test_a_sprite_takes_the_drawings_and_leaves_their_frames(tmp_path):
    for name in ICONS:
        (tmp_path / f"{name}.svg").write_text('<svg width="24">\n <path d="M1 1"/>\n</svg>')
    sprite = draw_sprite(tmp_path, tmp_path / "out" / "icons.svg").read_text()
    assert sprite.count("<symbol ") == len(ICONS)
    assert "<path" in sprite
    assert 'width="24"' not in sprite
