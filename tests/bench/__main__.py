"""`script/bench NAME [options]`: measures the whole house; `--list` tells what can be measured."""

import sys

from config.runtime.errors import SetupError, run_main
from tests.bench import doors, keepup, paint, replay, reports, soak, waits

BENCHMARKS = {
    "replay": replay,
    "waits": waits,
    "keepup": keepup,
    "doors": doors,
    "reports": reports,
    "paint": paint,
    "soak": soak,
}
USAGE = "usage: script/bench [--list] [--help] NAME [options]"


def main() -> int:
    """Run the benchmark named first; its last line is one JSON object."""
    name, *arguments = sys.argv[1:] or ["--help"]
    if name in ("--list", "-h", "--help"):
        lines = [
            f"  {known:<10}{(module.__doc__ or '').splitlines()[0]}"
            for known, module in BENCHMARKS.items()
        ]
        print("\n".join(lines if name == "--list" else [USAGE, "", *lines]))
        return 0
    if name not in BENCHMARKS:
        raise SetupError(f"There is no benchmark {name!r}; there is {', '.join(BENCHMARKS)}.")
    return BENCHMARKS[name].main(arguments)


if __name__ == "__main__":
    run_main(main)
