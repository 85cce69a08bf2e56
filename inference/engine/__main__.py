"""python -m inference.engine: load a model, then serve it on loopback until told to stop."""

from __future__ import annotations

import os

# Idle threads must sleep, not spin: the site shares these cores. OpenMP reads this once, when
# torch is imported. Measured: a fifth slower on idle cores, two to three times faster on busy ones.
os.environ.setdefault("OMP_WAIT_POLICY", "PASSIVE")

import argparse
import logging
import socket
import sys
import threading
from pathlib import Path

import uvicorn

from inference.engine.api.server import EngineServer
from inference.engine.config import EngineConfig, Kernels
from inference.engine.errors import AddressInUse, BadSetting, CheckpointUnreadable, MapsRefused
from inference.engine.loading import LoadedModel, load_model

EXIT_REFUSED = 2
MIN_KEY_CHARACTERS = 16


def main() -> int:
    arguments = _parse_arguments()
    logging.basicConfig(level=logging.INFO, format="engine: %(message)s")
    try:
        config = EngineConfig(
            model_path=arguments.model,
            num_threads=arguments.threads,
            max_sequences=arguments.max_sequences,
            queue_size=arguments.queue_size,
            num_blocks=arguments.num_blocks,
            kernels=Kernels(arguments.kernels),
            kv_bits=arguments.kv_bits,
            hash_maps=arguments.hash_maps,
            prefill_chunk_tokens=arguments.prefill_chunk_tokens,
        )
        api_key = _read_key(arguments.api_key_file)
        listener = _bind(arguments.host, arguments.port)
        model = load_model(config)
    except (BadSetting, AddressInUse, CheckpointUnreadable, MapsRefused) as refused:
        print(f"engine: {refused}", file=sys.stderr)
        return EXIT_REFUSED
    listener.listen()  # who reads the line below may connect at once
    host, port = listener.getsockname()[:2]
    print(f"engine: serving on http://{host}:{port}", flush=True)
    _serve(EngineServer(config, model, api_key), model, listener)
    return 0


def _parse_arguments() -> argparse.Namespace:
    parser = argparse.ArgumentParser(prog="inference.engine", description=__doc__)
    parser.add_argument("--model", type=Path, required=True, help="a GGUF file or a directory")
    parser.add_argument("--host", default="127.0.0.1")
    parser.add_argument("--port", type=int, required=True, help="0 takes a free one and says it")
    parser.add_argument("--api-key-file", type=Path, required=True)
    parser.add_argument("--threads", type=int, default=os.cpu_count() or 1)
    parser.add_argument("--max-sequences", type=int, default=64, help="answered at once")
    parser.add_argument("--queue-size", type=int, default=256, help="waiting beyond these")
    parser.add_argument("--num-blocks", type=int, default=2048, help="16 tokens each")
    parser.add_argument(
        "--kernels",
        choices=list(Kernels),
        default=Kernels.AUTO,
        help="cuda: torch on a GPU, not verified on one",
    )
    parser.add_argument(
        "--kv-bits", type=int, choices=(16, 8), default=8, help="of a cached number"
    )
    parser.add_argument("--hash-maps", type=Path, help="of train_hash, for a model of your own")
    parser.add_argument("--prefill-chunk-tokens", type=int, default=256, help="read in one step")
    return parser.parse_args()


def _read_key(path: Path) -> str:
    try:
        key = path.read_text(encoding="ascii").strip()
    except (OSError, UnicodeDecodeError) as error:
        raise BadSetting(f"The key file {path} cannot be read: {error}.") from error
    if len(key) < MIN_KEY_CHARACTERS:
        raise BadSetting(f"The key in {path} has fewer than {MIN_KEY_CHARACTERS} characters.")
    return key


def _bind(host: str, port: int) -> socket.socket:
    """Takes the address before the model is loaded; nothing is accepted until then."""
    listener = socket.socket(socket.AF_INET6 if ":" in host else socket.AF_INET)
    listener.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
    try:
        listener.bind((host, port))
    except (OSError, OverflowError) as error:
        raise AddressInUse(f"Cannot listen on {host}:{port}: {error}. Give another.") from error
    return listener


def _serve(server: EngineServer, model: LoadedModel, listener: socket.socket) -> None:
    """Blocks until SIGINT or SIGTERM; running answers get five seconds to end."""
    thread = threading.Thread(target=model.engine.run_until_stopped, name="engine", daemon=True)
    thread.start()
    threading.Thread(target=model.networks.prepare, name="variants", daemon=True).start()
    config = uvicorn.Config(
        server.app(),
        log_level="warning",
        access_log=False,
        server_header=False,
        timeout_graceful_shutdown=5,
    )
    uvicorn.Server(config).run(sockets=[listener])
    model.engine.stop()
    thread.join()


if __name__ == "__main__":
    sys.exit(main())
