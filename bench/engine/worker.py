"""Times the engine: one JSON task a line in, one JSON answer a line out.

Arguments: a model file and, where it is not the first, the name of a variant.
"""

from __future__ import annotations

import json
import sys
from pathlib import Path
from statistics import median
from typing import Any

from bench.engine.stepper import Stepper, load_stepper


def answer(stepper: Stepper, task: dict[str, Any]) -> dict[str, Any]:
    if "score" in task:
        logprobs, likeliest = stepper.score(task["score"])
        return {"logprobs": logprobs, "likeliest": likeliest}
    total_seconds, steps = stepper.run(task["prompts"], task["num_new_tokens"])
    return {"total_seconds": total_seconds, "step_seconds": median(steps or [0.0])}


def main() -> None:
    stepper = load_stepper(Path(sys.argv[1]), sys.argv[2] if len(sys.argv) > 2 else None)
    print(json.dumps({"ready": True, **stepper.about}), flush=True)
    for line in sys.stdin:
        print(json.dumps(answer(stepper, json.loads(line))), flush=True)


if __name__ == "__main__":
    main()
