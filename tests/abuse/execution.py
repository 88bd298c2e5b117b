"""One execution over the public protocol: sends the program, answers its calls as the case says, keeps what came back."""

import dataclasses
import json
import queue
import threading
import time

import grpc
from isobridge.v1 import sandbox_pb2 as pb

# Beyond the program's own limits: a service that hasn't answered by then never will.
PATIENCE_S = 20.0


@dataclasses.dataclass
class Observation:
    started: object = None
    finished: object = None
    calls: list = dataclasses.field(default_factory=list)
    console: list = dataclasses.field(default_factory=list)
    # Client's clock, from `started` (from the request, if it is refused before) to `finished`, or to the error.
    elapsed_s: float = 0.0
    # grpc.StatusCode.OK, or the error.
    status: object = grpc.StatusCode.OK
    status_text: str = ""

    def outcome(self):
        """In the words of a case file, for people."""
        if self.status != grpc.StatusCode.OK:
            return f"grpc {self.status.name} ~ {self.status_text[:300]}"
        if self.finished is None:
            return "a stream that ended without `finished`"
        kind = self.finished.WhichOneof("outcome")
        if kind == "value":
            return f"value {self.finished.value.json[:300]}" if self.finished.value.json else "undefined"
        if kind == "error":
            return f"{self.error_code()} ~ {self.finished.error.name}: {self.finished.error.message[:300]}"
        return "`finished` without an outcome"

    def error_code(self):
        return pb.ExecutionError.Code.Name(self.finished.error.code).removeprefix("CODE_")


def nested(depth):
    return "[" * depth + "]" * depth


def answer_to(call, text):
    """The answer that a case file's text stands for; None: no answer."""
    word, _, rest = text.partition(" ")
    if word == "silent":
        return None
    if word == "error":
        error = json.loads(rest)
        data = json.dumps(error["data"]) if "data" in error else ""
        fields = {key: error.get(key, "") for key in ("name", "message", "code")}
        return pb.ExecuteRequest(call_error=pb.CallError(id=call.id, data_json=data, **fields))
    results = {
        "echo": lambda: call.args_json,
        "json": lambda: rest,
        "raw": lambda: rest,
        "nested": lambda: nested(int(rest)),
        "text_of": lambda: json.dumps("x" * int(rest)),
    }
    return pb.ExecuteRequest(call_result=pb.CallResult(id=call.id, result_json=results[word]()))


class Answers:
    """What goes to the service: `start`, then answers. Iterated by gRPC's thread until `close`."""

    def __init__(self, start, tools):
        self._requests = queue.Queue()
        self._requests.put(pb.ExecuteRequest(start=start))
        self._tools = tools
        self._made = {}
        self._timers = []

    def __iter__(self):
        return iter(self._requests.get, None)

    def take(self, call):
        script = self._tools.get(call.tool, ["silent"])
        turn = self._made.get(call.tool, 0)
        self._made[call.tool] = turn + 1
        text = script[min(turn, len(script) - 1)]
        if not text.startswith("wait "):
            return self._send(answer_to(call, text))
        _, delay, later = text.split(" ", 2)
        timer = threading.Timer(int(delay.removesuffix("ms")) / 1000, lambda: self._send(answer_to(call, later)))
        timer.daemon = True
        self._timers.append(timer)
        timer.start()

    def close(self):
        for timer in self._timers:
            timer.cancel()
        self._requests.put(None)

    def _send(self, request):
        if request is not None:
            self._requests.put(request)


def start_of(case):
    limits = pb.Limits()
    for key, value in case.limits.items():
        if isinstance(value, float):
            getattr(limits, key).FromMilliseconds(round(value * 1000))
        else:
            setattr(limits, key, value)
    start = pb.Start(
        # What the sandbox does with hostile programs is looked at, not what a check would say of them.
        check=pb.CHECK_MODE_OFF,
        code=case.program,
        language=pb.Language.Value("LANGUAGE_" + case.values.get("language", "typescript").upper()),
        tools=[pb.Tool(name=name) for name in case.tools],
        input_json=case.values.get("input", ""),
        limits=limits,
        seed=bytes.fromhex(case.values.get("seed", "")),
    )
    if "start_time" in case.values:
        start.start_time.FromJsonString(case.values["start_time"])
    return start


def details_of(error):
    """Message and rich details of a gRPC error as one text."""
    trailers = dict(error.trailing_metadata() or ())
    return (error.details() or "") + " " + trailers.get("grpc-status-details-bin", b"").decode("latin-1")


def execute(stub, case):
    seen = Observation()
    answers = Answers(start_of(case), case.tools)
    began = time.monotonic()
    try:
        for response in stub.Execute(iter(answers), timeout=case.limits["wall_time"] + PATIENCE_S):
            kind = response.WhichOneof("message")
            if kind == "started":
                began = time.monotonic()
                seen.started = response.started
            elif kind == "call":
                seen.calls.append(response.call)
                answers.take(response.call)
            elif kind == "console":
                seen.console.append(response.console.text)
            elif kind == "finished":
                seen.elapsed_s = time.monotonic() - began
                seen.finished = response.finished
    except grpc.RpcError as error:
        seen.elapsed_s = time.monotonic() - began
        seen.status = error.code()
        seen.status_text = details_of(error)
    finally:
        answers.close()
    return seen
