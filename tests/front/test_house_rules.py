"""What the strict policy, the hashed file names and the reader need of our own files."""

import re
from pathlib import Path

import pytest
from django.contrib.staticfiles import finders
from django.template import engines

ROOT = Path(__file__).parents[2]
TEMPLATES = sorted((ROOT / "templates").rglob("*.html"))
SCRIPTS = sorted((ROOT / "static" / "js").rglob("*.js"))
STYLES = sorted((ROOT / "static" / "css").glob("*.css"))
MOST_LINES = {".html": 120, ".js": 200}


def short(path: Path) -> str:
    return str(path.relative_to(ROOT))


@pytest.mark.parametrize("path", TEMPLATES, ids=short)
def test_a_template_is_read_by_the_engine(path):
    engines["django"].get_template(str(path.relative_to(ROOT / "templates")))


@pytest.mark.parametrize("path", TEMPLATES, ids=short)
def test_a_template_holds_nothing_that_the_policy_refuses(path):
    text = path.read_text()
    assert not re.search(r"<style|\sstyle=|\son[a-z]+=", text)
    assert not re.search(r"javascript:", text)
    for tag in re.findall(r"<script[^>]*>", text):
        assert " src=" in tag or 'type="application/json"' in tag


@pytest.mark.parametrize("path", TEMPLATES, ids=short)
def test_a_template_translates_only_words_that_stand_in_it(path):
    """Whoever collects words to translate reads files: what is in a variable is not found."""
    assert not re.findall(r"\{% translate [^'\"]", path.read_text())


@pytest.mark.parametrize("path", TEMPLATES, ids=short)
def test_a_template_asks_only_for_static_files_that_exist(path):
    for name in re.findall(r"\{% static '([^']+)' %\}", path.read_text()):
        assert finders.find(name), name


@pytest.mark.parametrize("path", [*TEMPLATES, *SCRIPTS], ids=short)
def test_a_file_fits_into_one_look(path):
    assert len(path.read_text().splitlines()) <= MOST_LINES[path.suffix]


@pytest.mark.parametrize("path", SCRIPTS, ids=short)
def test_a_script_imports_relatively_and_ends_with_a_semicolon(path):
    """Or the hashed storage would leave the import as it is, and a browser would keep an old one"""
    text = path.read_text()
    for line in re.findall(r"^import .*$", text, re.MULTILINE):
        assert re.fullmatch(r'import (?:[^"]+ from )?"\.{1,2}/[^"]+";', line), line
        target = re.search(r'"([^"]+)"', line).group(1)
        assert (path.parent / target).exists(), line
    for target in re.findall(r'import\("([^"]+)"\)', text):
        assert (path.parent / target).exists(), target


@pytest.mark.parametrize("path", SCRIPTS, ids=short)
def test_a_script_says_that_its_types_are_checked(path):
    assert path.name == "theme.js" or path.read_text().startswith("// @ts-check\n")


@pytest.mark.parametrize("path", STYLES, ids=short)
def test_a_style_sheet_asks_for_nothing_from_elsewhere(path):
    text = path.read_text()
    assert "@import" not in text
    for url in re.findall(r'url\("([^"]+)"\)', text):
        assert (path.parent / url).resolve().exists(), url


@pytest.mark.parametrize("path", [s for s in STYLES if s.name != "tokens.css"], ids=short)
def test_colours_are_named_in_one_place(path):
    literal = re.findall(r"#[0-9a-fA-F]{3,8}\b", path.read_text())
    assert set(literal) <= {"#fff"}  # behind a QR code, which needs white in the dark too
