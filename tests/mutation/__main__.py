"""`python -m tests.mutation [--tests FILE ...] [--] [FILE or FOLDER ...]`."""

import argparse
import os
import sys

import django

from tests.mutation.choosing import files_of, judges_of


def main() -> int:
    """Check the modules asked for; 1 where fewer than nine tenths of the changes are noticed."""
    parser = argparse.ArgumentParser(prog="script/test --mutate")
    parser.add_argument("files", nargs="*", help="modules or folders; none: all rules")
    parser.add_argument("--tests", nargs="+", default=[], help="these tests, not those found")
    wishes = parser.parse_args()
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "config.settings")
    django.setup()
    from tests.mutation import report, running

    asked = {file: wishes.tests or judges_of(file) for file in files_of(wishes.files)}
    running.warm_up(sorted({test for tests in asked.values() for test in tests}))
    tallies = []
    for file, tests in asked.items():
        try:
            tallies.append(running.check_module(file, tests))
        except running.Unusable as trouble:
            sys.exit(f"{file}: {trouble}")
        print(*report.lines_of(tallies[-1]), sep="\n", flush=True)
    print(*report.summary(tallies), sep="\n")
    return 0 if report.is_enough(tallies) else 1


if __name__ == "__main__":
    sys.exit(main())
