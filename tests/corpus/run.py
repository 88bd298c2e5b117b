"""Runs the corpus against a service, by the public protocol alone. README.md says what the corpus is.

usage: run.py --server ADDRESS [--jobs N] [--mutants] [CASE or DOMAIN ...]

Needs grpcio, and the stubs of sandbox.proto on the path. Prints a table and what failed; the status is 1 if anything did. With --mutants
the mistakes of mutants.json are what is run, and the status is 1 if the type check stops fewer than 98 % of them before their first call,
or any of the programs as they are. What a busy service runs unchecked is sent again, a few times; then it counts against the service.
Example: PYTHONPATH=clients/python python3 tests/corpus/run.py --server 127.0.0.1:50051 crm billing/pay_what_is_open
"""

import argparse
import concurrent.futures
import pathlib
import sys

import corpus
import execution
import grpc
import mutants
import tables
import verdict
from isobridge.v1 import sandbox_pb2_grpc as rpc

FOLDER = pathlib.Path(__file__).absolute().parent / "domains"
MUTANTS = FOLDER.parent / "mutants.json"
# The share of them that the check is to stop, at least.
MUTANTS_STOPPED = 0.98
# Of a program that the service was too busy to check.
TRIES = 5


def chosen(cases, names):
    known = {case.name for case in cases} | {case.name.split("/")[0] for case in cases}
    if unknown := set(names) - known:
        raise SystemExit(f"there is no case or domain {', '.join(sorted(unknown))}; cases are named domain/name")
    return [case for case in cases if not names or case.name in names or case.name.split("/")[0] in names]


def run_checked(stub, case, start=None):
    for _ in range(TRIES):
        seen = execution.execute(stub, case, start)
        if not seen.ran_unchecked():
            break
    return seen


def run_cases(stub, cases, jobs):
    """(case, observation) of each."""
    with concurrent.futures.ThreadPoolExecutor(jobs) as threads:
        return list(zip(cases, threads.map(lambda case: run_checked(stub, case), cases)))


def run_mutants(stub, cases, changes, jobs):
    """(change, observation) of each mutant of these cases."""
    by_name = {case.name: case for case in cases}
    changes = [change for change in changes if change.case in by_name]

    def run_one(change):
        mutant = mutants.applied(by_name[change.case], change)
        return run_checked(stub, mutant, mutants.start_of(mutant))

    with concurrent.futures.ThreadPoolExecutor(jobs) as threads:
        return list(zip(changes, threads.map(run_one, changes)))


def report_programs(results):
    """Whether all passed."""
    for case, problems in results:
        for problem in problems:
            print(f"FAIL {case.name}: {problem}")
    print(tables.by_family(results))
    failed = sum(bool(problems) for _, problems in results)
    print(f"{len(results) - failed} passed, {failed} failed")
    return failed == 0


def report_mutants(results, originals):
    """Whether enough mutants were stopped, and every original was checked and let pass."""
    for change, seen in results:
        if not mutants.stopped(seen):
            print(f"NOT STOPPED {change.name()}: {seen}")
    passed = 0
    for case, seen in originals:
        passed += mutants.passed(seen)
        if not mutants.passed(seen):
            print(f"NOT {'CHECKED' if seen.ran_unchecked() else 'PASSED'} {case.name}, which is right: {seen}")
    print(tables.by_kind(results))
    count = sum(mutants.stopped(seen) for _, seen in results)
    print(f"{count} of {len(results)} mutants stopped before a call, {passed} of {len(originals)} programs as they are passed")
    return count >= MUTANTS_STOPPED * len(results) and passed == len(originals)


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--server", required=True, help="host:port or unix:/path")
    parser.add_argument("--jobs", type=int, default=4, help="programs at the same time (%(default)s)")
    parser.add_argument("--mutants", action="store_true", help="run mutants.json instead")
    parser.add_argument("names", nargs="*", metavar="CASE")
    options = parser.parse_args()
    cases = chosen(corpus.load(FOLDER), options.names)
    with grpc.insecure_channel(options.server) as channel:
        stub = rpc.SandboxStub(channel)
        observed = run_cases(stub, cases, options.jobs)
        if options.mutants:
            results = run_mutants(stub, cases, mutants.load(MUTANTS), options.jobs)
            good = report_mutants(results, observed)
        else:
            good = report_programs([(case, verdict.problems(case, seen)) for case, seen in observed])
    sys.exit(0 if good else 1)


if __name__ == "__main__":
    main()
