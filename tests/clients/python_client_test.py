"""The Python client against a real service at $ISOBRIDGE_ADDRESS."""

import json
import os
import threading
import unittest

import grpc
import isobridge
from isobridge.v1 import sandbox_pb2 as pb
from isobridge.v1 import sandbox_pb2_grpc

ADDRESS = os.environ["ISOBRIDGE_ADDRESS"]
EXAMPLE = os.path.join(os.environ["EXAMPLES"], "top_products")


def read(name):
    with open(os.path.join(EXAMPLE, name), encoding="utf-8") as file:
        return file.read()


class PythonClientTest(unittest.TestCase):
    def setUp(self):
        self.isobridge = isobridge.Isobridge(ADDRESS)
        self.addCleanup(self.isobridge.close)

    def test_top_products(self):
        import shop

        lines = []
        value = self.isobridge.run(read("program.ts"), shop.TOOLS, console=lambda *line: lines.append(line))
        self.assertEqual(value, json.loads(read("expected.json")))
        self.assertEqual(lines, [("log", "5 products, 22 ratings")])

    def test_calls_are_answered_at_the_same_time(self):
        # Each waits for all the others: one after another they would never end.
        together = threading.Barrier(8, timeout=60)
        program = "return (await Promise.all(Array.from({ length: 8 }, (_, i) => external_meet({ i })))).length"
        self.assertEqual(self.isobridge.run(program, {"meet": lambda i: together.wait() * 0}), 8)

    def test_input_undefined_and_null(self):
        self.assertEqual(self.isobridge.run("return input.a + 1", input={"a": 2}), 3)
        self.assertEqual(self.isobridge.run("return typeof input"), "undefined")
        self.assertEqual(self.isobridge.run("return input === null", input=None), True)
        self.assertIsNone(self.isobridge.run("undefined"))

    def test_argument_that_is_no_object(self):
        self.assertEqual(self.isobridge.run("return await external_twice(21)", {"twice": lambda n: n * 2}), 42)

    def test_errors_of_tools_reach_the_program(self):
        def sell(item):
            raise isobridge.ToolError("sold out", code="NO_STOCK", name="ShopError", data={"item": item})

        program = "try { await external_sell({ item: 'tea' }) } catch (e) { return [e.name, e.message, e.code, e.data.item] }"
        self.assertEqual(self.isobridge.run(program, {"sell": sell}), ["ShopError", "sold out", "NO_STOCK", "tea"])

        program = "try { await external_look({ item: 'tea' }) } catch (e) { return [e.name, e.message, e.code] }"
        self.assertEqual(self.isobridge.run(program, {"look": lambda item: {}[item]}), ["KeyError", "'tea'", "TOOL_ERROR"])

    def test_programs_that_fail_raise_typed_errors(self):
        with self.assertRaises(isobridge.ProgramError) as thrown:
            self.isobridge.run("const a = 1;\nthrow new TypeError('no');")
        self.assertEqual(thrown.exception.code, "PROGRAM_THREW")
        self.assertEqual(thrown.exception.error.name, "TypeError")
        self.assertEqual(thrown.exception.error.location.line, 2)
        with self.assertRaises(isobridge.InvalidProgram):
            self.isobridge.run("const = 1")
        with self.assertRaises(isobridge.LimitExceeded) as limited:
            self.isobridge.run("await external_wait({})", {"wait": lambda: threading.Event().wait(2)}, limits={"wall_time": "0.2s"})
        self.assertEqual(limited.exception.error.limit.name, "wall_time")

    def test_bad_requests_and_no_service_are_service_errors(self):
        with self.assertRaises(isobridge.ServiceError) as refused:
            self.isobridge.run("1", {"not a name": print})
        self.assertEqual(refused.exception.code, grpc.StatusCode.INVALID_ARGUMENT)
        with isobridge.Isobridge("unix:/nowhere/socket") as nowhere, self.assertRaises(isobridge.ServiceError) as missing:
            nowhere.run("1")
        self.assertEqual(missing.exception.code, grpc.StatusCode.UNAVAILABLE)

    def test_bytes_at_a_place_that_the_json_does_not_have_are_an_error(self):
        for program in (
            "return { ['a\\ud800']: { b: new Uint8Array([1]) } }",
            "return { ['\\ud800']: new Uint8Array([1]) }",
            "return await external_take({ ['a\\ud800']: { b: new Uint8Array([1]) } })",
        ):
            with self.subTest(program), self.assertRaises(isobridge.IsobridgeError):
                self.isobridge.run(program, tools={"take": lambda **args: 1}, check="off")

    def test_bytes_go_both_ways(self):
        program = "const { image } = await external_flip({ image: input.all[0] }); return [image, new Uint8Array([1]), image.length]"
        flip = {"flip": lambda image: {"image": image[::-1]}}
        self.assertEqual(self.isobridge.run(program, flip, input={"all": [b"\0abc\xff"]}), [b"\xffcba\0", b"\1", 5])
        self.assertEqual(self.isobridge.run("return new TextEncoder().encode('all')"), b"all")

    def test_tools_are_sent_once_and_again_when_the_service_forgot_them(self):
        sent = []
        execute = self.isobridge._stub.Execute

        def watch(requests, **options):
            def watched():
                for request in requests:
                    if request.HasField("start"):
                        sent.append((len(request.start.tools), bool(request.start.catalog_digest)))
                    yield request

            return execute(watched(), **options)

        self.isobridge._stub.Execute = watch
        tools = {"add": lambda a, b: a + b}
        for _ in range(2):
            self.assertEqual(self.isobridge.run("return await external_add({ a: 40, b: 2 })", tools), 42)
        self.assertEqual(sent, [(1, False), (0, True)])
        self.isobridge._catalogs = dict.fromkeys(self.isobridge._catalogs, "0" * 64)
        self.assertEqual(self.isobridge.run("return await external_add({ a: 40, b: 2 })", tools), 42)
        self.assertEqual(sent[2:], [(0, True), (1, False)])
        # Under the same name it is another tool.
        tools = {"add": isobridge.Tool(tools["add"], description="Adds.")}
        self.assertEqual(self.isobridge.run("return await external_add({ a: 40, b: 2 })", tools), 42)
        self.assertEqual(sent[4:], [(1, False)])

    def test_described_tools_are_checked_against_their_schemas(self):
        number = {"type": "object", "properties": {"n": {"type": "number"}}, "required": ["n"], "additionalProperties": False}
        tools = {"twice": isobridge.Tool(lambda n: n * 2, "Doubles a number.", input_schema=number, output_schema={"type": "number"})}
        self.assertEqual(self.isobridge.run("return await external_twice({ n: 21 })", tools), 42)
        self.assertIn("Doubles a number.", self.isobridge.run("return (await codemode.describe('external_twice')).declaration", tools))
        with self.assertRaises(isobridge.ProgramError) as blocked:
            self.isobridge.run("return await external_twice({ m: 21 })", tools)
        self.assertEqual(blocked.exception.code, "CHECK_FAILED")
        program = "try { await external_twice({ m: '1' }) } catch (e) { return e.code }"
        self.assertEqual(self.isobridge.run(program, tools, check="off"), "ARGS_INVALID")
        free = {"twice": isobridge.Tool(lambda **args: 1, input_schema=number, output_schema={"type": "string"})}
        off = {"arguments": "off", "results": "enforce"}
        self.assertEqual(self.isobridge.run(program, free, check="off", validation=off), "ANSWER_INVALID")

    def test_outcome_has_warnings_diagnostics_and_usage(self):
        program = "const n: number = await external_x({}) as any as string; return new Date(0)"
        outcome = self.isobridge.execute(program, {"x": lambda: 1}, check="advise")
        self.assertEqual(outcome.value, "1970-01-01T00:00:00.000Z")
        self.assertEqual([w.code for w in outcome.warnings], [pb.Warning.CODE_LOSSY_RESULT])
        self.assertEqual([d.code for d in outcome.diagnostics], [2322])
        self.assertEqual(outcome.usage.calls, 1)

    def test_options_reach_the_service(self):
        run = self.isobridge.run
        tools = {"a": lambda: 1, "b": lambda: 2}
        program = "try { await external_a() } catch (e) { return [e.name, await external_b()] }"
        self.assertEqual(run(program, tools, allowed_tools=["b"], check="off"), ["ReferenceError", 2])
        self.assertEqual(run("return Math.random()", seed=b"s" * 32), run("return Math.random()", seed=b"s" * 32))
        cut = self.isobridge.execute("return 'x'.repeat(1000)", limits={"result_bytes": 100}, result_truncation=True)
        self.assertIn("more characters", cut.value)
        self.assertEqual(cut.finished.value.truncation.original_bytes, 1002)

    def test_mistakes_of_the_caller_are_told(self):
        for options, text in [
            ({"check": "on"}, "check is 'on'; it must be one of off, advise, block-certain, strict"),
            ({"validation": {"results": "maybe"}}, r"validation\['results'\] is 'maybe'; it must be one of off, warn, enforce"),
            ({"validation": {"args": "off"}}, "validation has 'args'; it may have 'arguments' and 'results'"),
            ({"allowed_tools": []}, "it must be a list of at least one name"),
            ({"allowed_tools": "a"}, "it must be a list of at least one name"),
        ]:
            with self.assertRaisesRegex(ValueError, text):
                self.isobridge.run("1", {"a": print}, **options)

    def test_recorded_stream_that_half_closes_at_once(self):
        program = "const a = await external_x({ n: 1 });\nconst b = await external_x({ n: 2 });\nreturn a + b"
        recorded = [
            pb.ExecuteRequest(start=pb.Start(code=program, tools=[pb.Tool(name="x")])),
            pb.ExecuteRequest(call_result=pb.CallResult(id=2, result_json="2")),
            pb.ExecuteRequest(call_result=pb.CallResult(id=1, result_json="40")),
        ]
        with grpc.insecure_channel(ADDRESS) as channel:
            responses = list(sandbox_pb2_grpc.SandboxStub(channel).Execute(iter(recorded), timeout=60))
        self.assertEqual(responses[-1].finished.value.json, "42")
        self.assertEqual([r.call.id for r in responses if r.HasField("call")], [1, 2])


if __name__ == "__main__":
    unittest.main(verbosity=2)
