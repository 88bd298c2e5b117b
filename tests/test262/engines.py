"""The two places where a program runs: the service, and plain V8."""

import json
import pathlib
import queue
import subprocess
import threading

import grpc
from isobridge.v1 import sandbox_pb2 as pb
from isobridge.v1 import sandbox_pb2_grpc as rpc
from outcome import Outcome

PLAIN = pathlib.Path(__file__).absolute().parent / "plain.js"
# Beyond the programs' own 60 s.
PATIENCE_S = 90
TRIES = 5
REFUSALS = {"SYNTAX_ERROR", "UNSUPPORTED_SYNTAX"}


class Service:
    """Programs over the public protocol. Thread-safe."""

    def __init__(self, address):
        self._channel = grpc.insecure_channel(address)
        self._stub = rpc.SandboxStub(self._channel)

    def __enter__(self):
        return self

    def __exit__(self, *_):
        self._channel.close()

    def v8_version(self):
        return self._stub.GetCapabilities(pb.GetCapabilitiesRequest(), timeout=PATIENCE_S).v8_version

    def run(self, code):
        if any("\ud800" <= character <= "\udfff" for character in code):
            return Outcome("not UTF-8")
        start = pb.Start(code=code, language=pb.LANGUAGE_JAVASCRIPT)
        start.limits.wall_time.FromSeconds(60)
        start.limits.cpu_time.FromSeconds(30)
        for left in reversed(range(TRIES)):
            try:
                return outcome_of(self._stub.Run(pb.RunRequest(start=start), timeout=PATIENCE_S))
            except grpc.RpcError as error:
                if left == 0 or error.code() not in (grpc.StatusCode.UNAVAILABLE, grpc.StatusCode.RESOURCE_EXHAUSTED):
                    return Outcome("service failed", error.code().name, error.details() or "")


def outcome_of(response):
    finished = response.finished
    console = tuple(line.text for line in response.console)
    if finished.WhichOneof("outcome") == "value":
        return Outcome("returned", console=console)
    code = pb.ExecutionError.Code.Name(finished.error.code).removeprefix("CODE_")
    ended = "refused" if code in REFUSALS else "threw" if code == "PROGRAM_THREW" else code
    return Outcome(ended, finished.error.name, finished.error.message, console)


class PlainV8:
    """Programs in Node's V8, in a process of its own that is started anew when a program hangs it. One thread at a time."""

    def __init__(self, node):
        self._command = [node, "--no-warnings", str(PLAIN)]
        self._process = None

    def __enter__(self):
        return self

    def __exit__(self, *_):
        self._end()

    def run(self, code):
        if self._process is None:
            self._start()
        try:
            self._process.stdin.write(json.dumps({"code": code}) + "\n")
            self._process.stdin.flush()
            answer = self._lines.get(timeout=PATIENCE_S)
        except (OSError, queue.Empty):
            answer = None
        if not answer:
            self._end()
            return Outcome("hung or crashed")
        ended = json.loads(answer)
        return Outcome(ended["ended"], ended.get("error_name", ""), ended.get("error_message", ""), tuple(ended.get("console", ())))

    def _start(self):
        self._process = subprocess.Popen(self._command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True, encoding="utf-8")
        self._lines = queue.SimpleQueue()
        threading.Thread(target=self._read, args=(self._process.stdout, self._lines), daemon=True).start()

    @staticmethod
    def _read(stream, lines):
        for line in stream:
            lines.put(line)
        lines.put("")

    def _end(self):
        if self._process is not None:
            self._process.kill()
            self._process.wait()
            self._process = None


def node_v8_version(node):
    return subprocess.run([node, "-p", "process.versions.v8"], capture_output=True, text=True, check=True).stdout.strip()
