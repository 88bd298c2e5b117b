"""Holds the service against plain V8: both run every test of test262 that has the form of a program, in that form.

usage: run.py --server ADDRESS --suite CHECKOUT [--node NODE] [--jobs N] [--all_differences FILE] [PATTERN ...]

Says which tests pass on one side alone, other than those that exclusions.txt explains; the status is 1 if there are any. A pattern is a
path below the checkout's `test`, with `*`. README.md has more.
"""

import argparse
import collections
import concurrent.futures
import pathlib
import sys
import threading
import time

import engines
import exclusions
import outcome
import suite

EXCLUSIONS = pathlib.Path(__file__).absolute().parent / "exclusions.txt"


class Comparison:
    """Runs tests on both sides. Thread-safe: every thread has a plain V8 of its own."""

    def __init__(self, checkout, service, node):
        self._suite, self._service, self._node = checkout, service, node
        self._local = threading.local()
        self._plain = []

    def __enter__(self):
        return self

    def __exit__(self, *_):
        for plain in self._plain:
            plain.__exit__()

    def run(self, test):
        """(test, passes in plain V8, passes on the service, what the side that failed said)."""
        program = self._suite.program(test)
        plain, served = self._own_plain().run(program), self._service.run(program)
        plain_passes, served_passes = outcome.passes(test, plain), outcome.passes(test, served)
        return test, plain_passes, served_passes, served if plain_passes else plain

    def _own_plain(self):
        if not hasattr(self._local, "plain"):
            self._local.plain = engines.PlainV8(self._node)
            self._plain.append(self._local.plain)
        return self._local.plain


def report(results, known):
    """Prints what was found; the number of differences that nothing explains."""
    folders = collections.defaultdict(collections.Counter)
    unexplained = 0
    for test, plain, served, said in results:
        counts = folders[test.path.split("/")[0]]
        counts["run"] += 1
        counts["plain"] += plain
        counts["served"] += served
        if plain == served:
            continue
        if exclusions.explained(known, test.fits):
            counts["explained"] += 1
        else:
            counts["unexplained"] += 1
            unexplained += 1
            print(f"DIFFERS {test.path}: {'plain V8' if plain else 'the service'} passes; the other: {said}")
    print_table(folders)
    return unexplained


def print_table(folders):
    columns = ["run", "plain", "served", "explained", "unexplained"]
    print("".join([f"{'':12}", *(f"{column:>12}" for column in columns)]))
    total = sum(folders.values(), collections.Counter())
    for name, counts in [*sorted(folders.items()), ("all", total)]:
        print("".join([f"{name:12}", *(f"{counts[column]:>12}" for column in columns)]))


def write_differences(path, results):
    with open(path, "w", encoding="utf-8") as file:
        for test, plain, served, said in results:
            if plain != served:
                print("plain" if plain else "service", test.path, said, sep="\t", file=file)


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--server", required=True, help="host:port or unix:/path")
    parser.add_argument("--suite", required=True, help="a checkout of test262")
    parser.add_argument("--node", default="node", help="a Node with the service's V8 (%(default)s)")
    parser.add_argument("--jobs", type=int, default=4, help="tests at the same time (%(default)s)")
    parser.add_argument("--exclusions", default=EXCLUSIONS, help="another list of them")
    parser.add_argument("--all_differences", help="write every difference into this file, also what is explained")
    parser.add_argument("patterns", nargs="*", metavar="PATTERN")
    options = parser.parse_args()
    known = exclusions.read(options.exclusions)
    checkout = suite.Suite(options.suite)
    began = time.monotonic()
    with engines.Service(options.server) as service:
        served, plain = service.v8_version(), engines.node_v8_version(options.node)
        if served.split("-")[0] != plain.split("-")[0]:
            raise SystemExit(f"the service has V8 {served}, {options.node} has {plain}: nothing to compare")
        with Comparison(checkout, service, options.node) as comparison, concurrent.futures.ThreadPoolExecutor(options.jobs) as threads:
            results = list(threads.map(comparison.run, checkout.tests(options.patterns)))
    if options.all_differences:
        write_differences(options.all_differences, results)
    unexplained = report(results, known)
    for pattern in exclusions.unused(known) if not options.patterns else []:
        print(f"an exclusion explains nothing: {pattern}")
    print(f"V8 {served}, {time.monotonic() - began:.0f} s")
    print(f"{len(results) - unexplained} passed, {unexplained} failed")
    sys.exit(1 if unexplained else 0)


if __name__ == "__main__":
    main()
