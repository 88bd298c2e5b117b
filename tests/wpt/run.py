"""Runs the tests of web-platform-tests that are about what programs have, each as a program, against a service.

usage: run.py --server ADDRESS --suite CHECKOUT [--jobs N] [FOLDER or FILE ...]

Prints what failed other than expectations.txt says, and a count for each folder; the status is 1 if anything did. README.md has more.
"""

import argparse
import collections
import concurrent.futures
import fnmatch
import json
import pathlib
import queue
import sys

import exclusions
import grpc
import suite
from isobridge.v1 import sandbox_pb2 as pb
from isobridge.v1 import sandbox_pb2_grpc as rpc

EXPECTATIONS = pathlib.Path(__file__).absolute().parent / "expectations.txt"
PATIENCE_S = 90
# Of testharness.js.
PASSED, OPTIONAL = 0, 3
STATUS = {1: "failed", 2: "timed out", 3: "optional feature missing", 4: "harness error", 5: "not run"}


class Answers:
    """What goes to the service. Iterated by gRPC's thread until None."""

    def __init__(self, checkout, test, start):
        self._checkout, self._path = checkout, test.path
        self.requests = queue.SimpleQueue()
        self.requests.put(pb.ExecuteRequest(start=start))

    def take(self, call):
        try:
            text = self._checkout.read(suite.beside(self._path, json.loads(call.args_json)["path"]))
            answer = pb.ExecuteRequest(call_result=pb.CallResult(id=call.id, result_json=json.dumps({"text": text})))
        except OSError as error:
            answer = pb.ExecuteRequest(call_error=pb.CallError(id=call.id, message=str(error)))
        self.requests.put(answer)


def execute(stub, checkout, test):
    """Finished, or what kept the test from running: a grpc.RpcError, or an OSError of a script that the checkout lacks."""
    try:
        program = checkout.program(test)
    except OSError as error:
        return error
    start = pb.Start(code=program, language=pb.LANGUAGE_JAVASCRIPT, tools=[pb.Tool(name="read_file")], seed=bytes(32))
    start.limits.wall_time.FromSeconds(60)
    start.limits.cpu_time.FromSeconds(30)
    answers = Answers(checkout, test, start)
    try:
        for response in stub.Execute(iter(answers.requests.get, None), timeout=PATIENCE_S):
            if response.HasField("call"):
                answers.take(response.call)
            elif response.HasField("finished"):
                return response.finished
    except grpc.RpcError as error:
        return error
    finally:
        answers.requests.put(None)


def subtests(finished):
    """Of what `execute` returned: (name, why it failed or None) of each; a file that didn't get to its end is one that failed, named "(file)"."""
    if isinstance(finished, Exception):
        return [("(file)", str(finished))]
    if finished.WhichOneof("outcome") != "value":
        return [("(file)", f"{finished.error.name}: {finished.error.message}")]
    found = json.loads(finished.value.json)
    results = [(test["name"], None if test["status"] == PASSED else f"{STATUS[test['status']]}: {test['message']}")
               for test in found["tests"] if test["status"] != OPTIONAL]
    if found["harness"]["status"] not in (PASSED, OPTIONAL):
        results.append(("(file)", found["harness"]["message"]))
    return results


def fits(test, name):
    """A pattern is a path, or a path, `#` and a subtest, each with `*`."""
    def matches(pattern):
        path, hash_sign, subtest = pattern.partition("#")
        return fnmatch.fnmatchcase(test.path, path) and (not hash_sign or fnmatch.fnmatchcase(name.replace("\n", " "), subtest))
    return matches


def report(results, expected):
    """Prints what was found; (passed, failed) with what is expected to fail left out."""
    folders = collections.defaultdict(collections.Counter)
    for test, found in results:
        counts = folders[test.folder()]
        counts["files"] += 1
        for name, why in found:
            outcome = "passed" if why is None else "expected" if exclusions.explained(expected, fits(test, name)) else "failed"
            counts[outcome] += 1
            if outcome == "failed":
                print(f"FAIL {test.path}#{name}: {why[:300]}".replace("\n", " "))
    total = sum(folders.values(), collections.Counter())
    columns = ["files", "passed", "expected", "failed"]
    print("".join([f"{'':36}", *(f"{column:>10}" for column in columns)]))
    for folder, counts in [*sorted(folders.items()), ("all", total)]:
        print("".join([f"{folder:36}", *(f"{counts[column]:>10}" for column in columns)]))
    return total["passed"], total["failed"]


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--server", required=True, help="host:port or unix:/path")
    parser.add_argument("--suite", required=True, help="a checkout of web-platform-tests")
    parser.add_argument("--jobs", type=int, default=4, help="files at the same time (%(default)s)")
    parser.add_argument("--expectations", default=EXPECTATIONS, help="another list of them")
    parser.add_argument("places", nargs="*", metavar="FOLDER", default=suite.FOLDERS)
    options = parser.parse_args()
    expected = exclusions.read(options.expectations)
    checkout = suite.Suite(options.suite)
    tests = list(checkout.tests(options.places))
    with grpc.insecure_channel(options.server) as channel, concurrent.futures.ThreadPoolExecutor(options.jobs) as threads:
        stub = rpc.SandboxStub(channel)
        results = list(zip(tests, threads.map(lambda test: subtests(execute(stub, checkout, test)), tests)))
    passed, failed = report(results, expected)
    for pattern in exclusions.unused(expected) if options.places == suite.FOLDERS else []:
        print(f"an expectation explains nothing: {pattern}")
    print(f"{passed} passed, {failed} failed")
    sys.exit(1 if failed or not passed else 0)


if __name__ == "__main__":
    main()
