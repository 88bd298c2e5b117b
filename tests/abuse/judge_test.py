"""That a wrong answer is seen as wrong, and that every case file can be read."""

import os
import unittest

import case_file
import grpc
import judge
from execution import Observation
from isobridge.v1 import sandbox_pb2 as pb


def a_case(*lines, program="return 1;"):
    return case_file.parse_case("family/name", "\n".join(["// why: A test.", "// wall_time: 2s", *lines, program]))


def returned(json, **fields):
    seen = Observation(started=pb.Started(), finished=pb.Finished(value=pb.Value(json=json)), **fields)
    limits = seen.started.limits
    limits.wall_time.FromMilliseconds(2000)
    limits.cpu_time.FromMilliseconds(1000)
    limits.result_bytes = limits.console_bytes = 1000
    limits.calls = limits.console_lines = 10
    return seen


def failed(code, name="Error", message="a message", **limit):
    seen = returned("")
    error = pb.ExecutionError(code=pb.ExecutionError.Code.Value("CODE_" + code), name=name, message=message)
    if limit:
        error.limit.CopyFrom(pb.LimitFired(**limit))
    seen.finished.error.CopyFrom(error)
    return seen


def refused(**fields):
    return Observation(status=grpc.StatusCode.INVALID_ARGUMENT, **fields)


class JudgeTest(unittest.TestCase):
    def test_the_expected_value_is_right(self):
        self.assertEqual(judge.problems(a_case('// expect: value {"a":1}'), returned('{"a": 1}')), [])

    def test_true_is_not_one(self):
        self.assertNotEqual(judge.problems(a_case("// expect: value 1"), returned("true")), [])

    def test_another_code_is_wrong(self):
        seen = failed("WALL_TIME_LIMIT", name="TimeoutError", limit=2000, unit="ms")
        self.assertNotEqual(judge.problems(a_case("// expect: CPU_TIME_LIMIT"), seen), [])

    def test_the_fragment_has_to_be_there(self):
        case = a_case("// expect: PROGRAM_THREW ~ TypeError")
        self.assertNotEqual(judge.problems(case, failed("PROGRAM_THREW", name="RangeError")), [])
        self.assertEqual(judge.problems(case, failed("PROGRAM_THREW", name="TypeError")), [])

    def test_a_limit_has_to_be_named(self):
        case = a_case("// expect: CPU_TIME_LIMIT")
        unnamed = failed("CPU_TIME_LIMIT")
        self.assertNotEqual(judge.problems(case, unnamed), [])
        named = failed("CPU_TIME_LIMIT")
        named.finished.error.limit.CopyFrom(pb.LimitFired(name="cpu_time", limit=1000, used=1001, unit="ms"))
        self.assertEqual(judge.problems(case, named), [])

    def test_a_compile_limit_without_a_number_needs_no_name(self):
        self.assertEqual(judge.problems(a_case("// expect: COMPILE_LIMIT"), failed("COMPILE_LIMIT")), [])

    def test_a_missing_call_is_seen(self):
        case = a_case("// expect: value 1", '// call: echo {"a":1}')
        self.assertNotEqual(judge.problems(case, returned("1")), [])

    def test_an_empty_message_is_wrong(self):
        self.assertNotEqual(judge.problems(a_case("// expect: PROGRAM_THREW"), failed("PROGRAM_THREW", message="")), [])

    def test_a_stream_without_finished_is_wrong(self):
        self.assertNotEqual(judge.problems(a_case("// expect: value 1"), Observation()), [])

    def test_too_late_is_seen(self):
        case = a_case("// expect: value 1")
        self.assertEqual(judge.overshoot(case, returned("1", elapsed_s=2.2)), "")
        self.assertNotEqual(judge.overshoot(case, returned("1", elapsed_s=2.4)), "")

    def test_a_status_that_comes_too_late_is_seen(self):
        case = a_case("// expect: grpc INVALID_ARGUMENT")
        self.assertEqual(judge.overshoot(case, refused(elapsed_s=2.2)), "")
        self.assertNotEqual(judge.overshoot(case, refused(elapsed_s=2.4)), "")

    def test_another_tool_time_than_asked_for_is_wrong(self):
        case = a_case("// tool_time: 1s", "// expect: TOOL_TIME_LIMIT")
        seen = failed("TOOL_TIME_LIMIT")
        seen.started.limits.tool_time.FromMilliseconds(1000)
        seen.finished.error.limit.CopyFrom(pb.LimitFired(name="tool_time", limit=1000, used=1001, unit="ms"))
        self.assertEqual(judge.problems(case, seen), [])
        seen.finished.error.limit.limit = 2000
        self.assertNotEqual(judge.problems(case, seen), [])

    def test_an_unknown_key_is_refused(self):
        with self.assertRaises(case_file.CaseError):
            a_case("// expect: value 1", "// expcet: value 2")

    def test_every_case_can_be_read(self):
        folder = os.path.join(os.path.dirname(os.path.abspath(__file__)), "cases")
        cases = case_file.load_cases(folder)
        # Each file is a case, also one that lies where no case is looked for; and as many as there should be.
        self.assertEqual(len(cases), sum(len(files) for _, _, files in os.walk(folder)))
        self.assertGreaterEqual(len(cases), 400)


unittest.main()
