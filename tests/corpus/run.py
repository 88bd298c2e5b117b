"""Runs the corpus against a service, by the public protocol alone. README.md says what the corpus is.

usage: run.py --server ADDRESS [--jobs N] [CASE or DOMAIN ...]

Needs grpcio, and the stubs of sandbox.proto on the path. Prints a table and what failed; the status is 1 if anything did.
Example: PYTHONPATH=clients/python python3 tests/corpus/run.py --server 127.0.0.1:50051 crm billing/pay_what_is_open
"""

import argparse
import concurrent.futures
import pathlib
import sys

import corpus
import execution
import grpc
import tables
import verdict
from isobridge.v1 import sandbox_pb2_grpc as rpc

FOLDER = pathlib.Path(__file__).absolute().parent / "domains"


def chosen(cases, names):
    known = {case.name for case in cases} | {case.name.split("/")[0] for case in cases}
    if unknown := set(names) - known:
        raise SystemExit(f"there is no case or domain {', '.join(sorted(unknown))}; cases are named domain/name")
    return [case for case in cases if not names or case.name in names or case.name.split("/")[0] in names]


def run_cases(stub, cases, jobs):
    """(case, problems) of each."""
    with concurrent.futures.ThreadPoolExecutor(jobs) as threads:
        return list(zip(cases, threads.map(lambda case: verdict.problems(case, execution.execute(stub, case)), cases)))


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--server", required=True, help="host:port or unix:/path")
    parser.add_argument("--jobs", type=int, default=4, help="programs at the same time (%(default)s)")
    parser.add_argument("names", nargs="*", metavar="CASE")
    options = parser.parse_args()
    cases = chosen(corpus.load(FOLDER), options.names)
    with grpc.insecure_channel(options.server) as channel:
        results = run_cases(rpc.SandboxStub(channel), cases, options.jobs)
    for case, problems in results:
        for problem in problems:
            print(f"FAIL {case.name}: {problem}")
    print(tables.by_family(results))
    failed = sum(bool(problems) for _, problems in results)
    print(f"{len(results) - failed} passed, {failed} failed")
    sys.exit(1 if failed else 0)


if __name__ == "__main__":
    main()
