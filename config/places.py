"""Where the checkout lies and where its data go (AGON_DATA moves them)."""

import os
from pathlib import Path

BASE_DIR = Path(__file__).resolve().parent.parent
DATA_DIR = Path(os.environ.get("AGON_DATA", "").strip() or BASE_DIR / "var").resolve()
