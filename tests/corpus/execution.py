"""One case over the public protocol: sends the program, answers its calls by the rules, keeps what came back."""

import dataclasses
import json
import queue

import grpc
import tool_rules
from isobridge.v1 import sandbox_pb2 as pb

DEADLINE_S = 60
# Programs that use chance or the time take the same course each time.
SEED = bytes(32)


@dataclasses.dataclass
class Observation:
    finished: object = None
    # [tool, arguments], in order.
    calls: list = dataclasses.field(default_factory=list)
    # Of the service or the connection; empty if there was none.
    failure: str = ""

    def returned(self):
        return self.finished is not None and self.finished.WhichOneof("outcome") == "value"

    def value(self):
        return json.loads(self.finished.value.json) if self.finished.value.json else None

    def error_code(self):
        """Empty if the program returned, or the service failed."""
        if self.finished is None or self.returned():
            return ""
        return pb.ExecutionError.Code.Name(self.finished.error.code).removeprefix("CODE_")

    def warnings(self):
        return [f"{pb.Warning.Code.Name(warning.code).removeprefix('CODE_')}: {warning.message}" for warning in self.finished.warnings]

    def ran_unchecked(self):
        return self.finished is not None and any(warning.code == pb.Warning.CODE_CHECK_SKIPPED for warning in self.finished.warnings)

    def __str__(self):
        if self.failure:
            return self.failure
        if self.returned():
            return f"value {self.finished.value.json or 'undefined'}"
        error = self.finished.error
        place = f" at {error.location.line}:{error.location.column}" if error.HasField("location") else ""
        return f"{self.error_code()}{place}: {error.name}: {error.message}"


def start_of(case):
    start = pb.Start(
        code=case.source,
        input_json=case.input_json,
        seed=SEED,
        tools=[
            pb.Tool(name=tool.name, description=tool.description, input_schema_json=json.dumps(tool.input_schema),
                    output_schema_json=json.dumps(tool.output_schema)) for tool in case.tools
        ],
    )
    start.start_time.FromJsonString(case.start_time)
    return start


def answer_to(call, tools, args):
    try:
        return pb.ExecuteRequest(call_result=pb.CallResult(id=call.id, result_json=json.dumps(tools.answer(call.tool, args))))
    except tool_rules.ToolFailure as failure:
        error = failure.error
        data = json.dumps(error["data"]) if "data" in error else ""
        return pb.ExecuteRequest(call_error=pb.CallError(id=call.id, message=error["message"], name=error.get("name", ""),
                                                         code=error.get("code", ""), data_json=data))


def execute(stub, case, start=None):
    """Runs the case's program; `start` instead of its own where that is given."""
    seen = Observation()
    tools = tool_rules.Tools(case.tools, case.tables, case.faults)
    requests = queue.SimpleQueue()
    requests.put(pb.ExecuteRequest(start=start or start_of(case)))
    try:
        for response in stub.Execute(iter(requests.get, None), timeout=DEADLINE_S):
            kind = response.WhichOneof("message")
            if kind == "call":
                args = json.loads(response.call.args_json)
                seen.calls.append([response.call.tool, args])
                requests.put(answer_to(response.call, tools, args))
            elif kind == "finished":
                seen.finished = response.finished
    except grpc.RpcError as error:
        seen.failure = f"gRPC {error.code().name}: {error.details()}"
    finally:
        requests.put(None)
    if seen.finished is None and not seen.failure:
        seen.failure = "the stream ended without `finished`"
    return seen
