"""A worker that answers at once. Argument: the speed it pretends, in steps a second; 0 ends it."""

import json
import sys


def main() -> None:
    speed = float(sys.argv[1])
    print("a library says hello")
    if not speed:
        sys.exit("this format does not run here")
    print(json.dumps({"ready": True, "num_threads": 2, "form": "ours"}), flush=True)
    for line in sys.stdin:
        task = json.loads(line)
        seconds = {"step_seconds": 1 / speed, "total_seconds": task["num_new_tokens"] / speed}
        print(json.dumps(seconds), flush=True)


if __name__ == "__main__":
    main()
