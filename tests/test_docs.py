"""The documents are complete: a setting, a folder or a word that is missing fails here."""

import re
from pathlib import Path

import pytest

from arena.captcha.registry import VERIFIERS
from inference.backends import BACKENDS

ROOT = Path(__file__).parent.parent
READS = re.compile(r'\benv_(?:str|int|bool|float|list|choice)\(\s*"([A-Z_]+)"')


def text(name: str) -> str:
    return (ROOT / name).read_text()


def test_every_setting_is_explained():
    read = set(READS.findall(text("config/settings.py")))

    assert len(read) > 30
    assert {name for name in read if f"`{name}`" not in text("docs/settings.md")} == set()


def test_every_folder_has_its_line():
    top = {p.name for p in ROOT.iterdir() if p.is_dir() and (p / "__init__.py").exists()}

    for folder in sorted(top | {"templates", "static", "docs"}):
        assert f"`{folder}/`" in text("docs/structure.md"), folder


@pytest.mark.parametrize("registry", [VERIFIERS, BACKENDS])
def test_every_variant_is_named_somewhere_in_the_documents(registry):
    documents = _letters(" ".join(path.read_text() for path in ROOT.glob("docs/**/*.md")))

    for name in registry:
        assert _letters(name) in documents, name


def _letters(words: str) -> str:
    return re.sub(r"[^a-z]", "", words.casefold())


def test_links_between_documents_lead_somewhere():
    for path in [ROOT / "README.md", ROOT / "CONTRIBUTING.md", *ROOT.glob("docs/**/*.md")]:
        for target in re.findall(r"\]\((?!https?:|#)([^)#]+)", path.read_text()):
            assert (path.parent / target).exists(), f"{path.name} links to {target}"
