"""The settings that each peer may choose from; the best of them is compared with."""

from __future__ import annotations

import os
from dataclasses import dataclass
from pathlib import Path

from bench.peers.set_up import HOME, ROOT, python_of
from bench.peers.weights import hugging_face_folder, q4_0_file

WORKERS = ROOT / "bench" / "peers"
WEIGHTS = HOME / "weights"
DTYPES = ("bfloat16", "float32")
OFFLINE = {"HF_HUB_OFFLINE": "1"}
ENVIRONMENT = {
    "llama.cpp": {},
    "vllm": {
        **OFFLINE,
        "VLLM_CPU_KVCACHE_SPACE": "1",  # GiB: 64 streams of 192 tokens or one of 8,192, in fp32
        "OMP_NUM_THREADS": "{num_threads}",  # its own variable is not read in one process
        "VLLM_ENABLE_V1_MULTIPROCESSING": "0",  # one process: a fifth faster at 16 streams
        "VLLM_LOGGING_LEVEL": "ERROR",
        "VLLM_NO_USAGE_STATS": "1",
    },
    "transformers": OFFLINE,
}


@dataclass(frozen=True, slots=True)
class Setting:
    """One way to run a peer; form is how it keeps the weights."""

    peer: str
    form: str
    num_threads: int
    command: tuple[str, ...]

    def __str__(self) -> str:
        return f"{self.form}, {self.num_threads} threads"


def settings_of(peer: str, model: Path) -> list[Setting]:
    """The first is the likeliest to be best. Raises PeerMissing."""
    return SETTINGS[peer](python_of(peer), model)


def _llama_settings(python: Path, model: Path) -> list[Setting]:
    """The file as it is, and in the 4-bit format for which llama.cpp has the fastest kernels."""
    files = {"gguf q4_0": q4_0_file(model, WEIGHTS), "gguf as it is": model}
    return [
        _setting("llama.cpp", python, "llama_worker.py", form, num_threads, path)
        for form, path in files.items()
        for num_threads in _thread_counts()
    ]


def _vllm_settings(python: Path, model: Path) -> list[Setting]:
    """All threads only: one was slower at everything, and a start takes more than a minute."""
    folder = hugging_face_folder(model, WEIGHTS)
    num_threads = max(_thread_counts())
    return [
        _setting("vllm", python, "vllm_worker.py", dtype, num_threads, folder, dtype)
        for dtype in DTYPES
    ]


def _transformers_settings(python: Path, model: Path) -> list[Setting]:
    folder = hugging_face_folder(model, WEIGHTS)
    return [
        _setting(
            "transformers", python, "transformers_worker.py", dtype, num_threads, folder, dtype
        )
        for dtype in DTYPES
        for num_threads in _thread_counts()
    ]


def _setting(
    peer: str, python: Path, worker: str, form: str, num_threads: int, *arguments: object
) -> Setting:
    variables = [
        f"{name}={value.format(num_threads=num_threads)}"
        for name, value in ENVIRONMENT[peer].items()
    ]
    command = ("env", *variables, python, WORKERS / worker, *arguments, num_threads)
    return Setting(peer, form, num_threads, tuple(map(str, command)))


def _thread_counts() -> list[int]:
    return sorted({len(os.sched_getaffinity(0)), 1}, reverse=True)


SETTINGS = {
    "llama.cpp": _llama_settings,
    "vllm": _vllm_settings,
    "transformers": _transformers_settings,
}
