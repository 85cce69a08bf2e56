"""Take the vendored files anew: `python -m config.vendoring`. Needs npm and a network; nothing
else of Agon does, for the result is committed.

1. `npm ci --ignore-scripts` in a temporary folder, by the lock file.
2. Copy the files and licences that files.py names; draw the icons together into one sprite.
3. Write static/vendor/manifest.json: package versions, and SHA-256 of every file.
"""

import hashlib
import json
import re
import shutil
import subprocess
import tempfile
from pathlib import Path

from config.vendoring.files import COPIES, ICONS, SPRITE

HERE = Path(__file__).resolve().parent
ROOT = HERE.parent.parent
MANIFEST = ROOT / "static" / "vendor" / "manifest.json"
_DRAWING = re.compile(r"<svg[^>]*>(.*)</svg>", re.DOTALL)
_SYMBOL = (
    '<symbol id="{name}" viewBox="0 0 24 24" fill="none" stroke="currentColor" '
    'stroke-width="1.75" stroke-linecap="round" stroke-linejoin="round">{drawing}</symbol>'
)


def main() -> None:
    with tempfile.TemporaryDirectory() as folder:
        modules = install(Path(folder))
        written = [copy(modules / source, ROOT / target) for source, target in COPIES]
        written.append(draw_sprite(modules / "lucide-static" / "icons", ROOT / SPRITE))
    write_manifest(written)
    print(f"{len(written)} files taken; {MANIFEST.relative_to(ROOT)} is written")


def install(folder: Path) -> Path:
    """node_modules in the folder, exactly as the lock file says."""
    for name in ("package.json", "package-lock.json"):
        shutil.copy(HERE / name, folder / name)
    command = ["npm", "ci", "--ignore-scripts", "--no-audit", "--no-fund"]
    subprocess.run(command, cwd=folder, check=True)
    return folder / "node_modules"


def copy(source: Path, target: Path) -> Path:
    """Text loses its pointer to a source map, which is not taken along."""
    target.parent.mkdir(parents=True, exist_ok=True)
    if target.suffix == ".js":
        text = source.read_text(encoding="utf-8")
        text = re.sub(r"\n?//# sourceMappingURL=\S+\s*$", "\n", text)
        target.write_text(text, encoding="utf-8")
    else:
        shutil.copyfile(source, target)
    return target


def draw_sprite(icons: Path, target: Path) -> Path:
    symbols = []
    for name in ICONS:
        found = _DRAWING.search((icons / f"{name}.svg").read_text(encoding="utf-8"))
        if found is None:
            raise SystemExit(f"{name}.svg is not a drawing as lucide makes them")
        drawing = re.sub(r"\s+", " ", found.group(1)).replace("> <", "><").strip()
        symbols.append(_SYMBOL.format(name=name, drawing=drawing))
    head = '<svg xmlns="http://www.w3.org/2000/svg">\n<!-- lucide: see LICENSE beside this -->\n'
    target.parent.mkdir(parents=True, exist_ok=True)
    target.write_text(head + "\n".join(symbols) + "\n</svg>\n", encoding="utf-8")
    return target


def write_manifest(files: list[Path]) -> None:
    pins = json.loads((HERE / "package.json").read_text(encoding="utf-8"))["dependencies"]
    hashes = {
        str(file.relative_to(ROOT)): hashlib.sha256(file.read_bytes()).hexdigest()
        for file in sorted(files)
    }
    manifest = {"packages": pins, "sha256": hashes}
    MANIFEST.write_text(json.dumps(manifest, indent=1) + "\n", encoding="utf-8")


if __name__ == "__main__":
    main()
