"""Runs model-written TypeScript on an Isobridge service, with Python functions as its tools.

    from isobridge import Isobridge
    Isobridge("127.0.0.1:50051").run("return await external_add({ a: 1, b: 2 })", tools={"add": lambda a, b: a + b})
"""

import dataclasses
import functools
import hashlib
import json
import queue
from collections.abc import Callable
from concurrent import futures

import grpc
from google.protobuf import json_format

from isobridge.v1 import sandbox_pb2 as pb
from isobridge.v1 import sandbox_pb2_grpc

# Sets of tools whose digests are remembered.
MAX_CATALOGS = 100

# Not given: the program's `input` is undefined. None is null.
UNDEFINED = object()


class IsobridgeError(Exception):
    """Whatever keeps a program from returning a value."""


class ServiceError(IsobridgeError):
    """The service, the request or the connection failed; `code` is a grpc.StatusCode and `__cause__` the grpc.RpcError."""

    def __init__(self, code, message):
        super().__init__(f"{code.name}: {message}")
        self.code = code

    def _catalog_unknown(self):
        details = dict(self.__cause__.trailing_metadata() or ()).get("grpc-status-details-bin", b"")
        return self.code == grpc.StatusCode.FAILED_PRECONDITION and b"CATALOG_UNKNOWN" in details


class ProgramError(IsobridgeError):
    """The program failed. `code` is stable ("PROGRAM_THREW"); `error` and `finished` are the messages of the service."""

    def __init__(self, finished):
        error = finished.error
        super().__init__("\n".join(filter(None, (f"{error.name}: {error.message}", error.code_frame, error.stack))))
        self.code = pb.ExecutionError.Code.Name(error.code).removeprefix("CODE_")
        self.error, self.finished = error, finished


class InvalidProgram(ProgramError):
    """The source can't be parsed, or uses what is refused; nothing ran."""


class LimitExceeded(ProgramError):
    """A limit ended the program; `error.limit` says which."""


@dataclasses.dataclass(frozen=True)
class Tool:
    """A function with what models, and the service's checks, are told of it; the schemas are JSON Schemas, dicts or booleans."""

    function: Callable
    description: str = ""
    input_schema: dict | bool | None = None
    output_schema: dict | bool | None = None


@dataclasses.dataclass(frozen=True)
class Outcome:
    """What came of a program that returned: its value, and the `Finished` message of the service."""

    value: object
    finished: pb.Finished

    @property
    def warnings(self):
        """What was lost, dropped or void all the same."""
        return self.finished.warnings

    @property
    def diagnostics(self):
        """What the check of its types found and let run."""
        return self.finished.diagnostics

    @property
    def usage(self):
        return self.finished.usage


class ToolError(Exception):
    """Raised by a tool, to choose what the program's Error is like."""

    def __init__(self, message, code="", name="", data=None):
        super().__init__(message)
        self.code, self.name, self.data = code, name, data


class Isobridge:
    """A connection to one service. Thread-safe; any number of programs may run at once."""

    def __init__(self, address, credentials=None, tool_threads=32, metadata=()):
        """`credentials` are a channel's (TLS), `metadata` goes with each call; at most `tool_threads` tools of a program run at once."""
        options = [("grpc.max_receive_message_length", -1), ("grpc.max_send_message_length", -1), ("grpc.keepalive_time_ms", 30_000)]
        channel = grpc.secure_channel(address, credentials, options) if credentials else grpc.insecure_channel(address, options)
        self._channel, self._tool_threads, self._metadata = channel, tool_threads, metadata
        self._stub = sandbox_pb2_grpc.SandboxStub(channel)
        # What the service calls the tools that it was sent: they are named by it from then on, and sent again if it has forgotten them.
        self._catalogs = {}

    def __enter__(self):
        return self

    def __exit__(self, *_):
        self.close()

    def close(self):
        self._channel.close()

    def run(self, code, tools=None, **options):
        """Runs a program and returns its value (undefined becomes None), or raises one of the errors above: `execute` without the rest."""
        return self.execute(code, tools, **options).value

    def execute(
        self,
        code,
        tools=None,
        *,
        input=UNDEFINED,
        limits=None,
        console=None,
        timeout=None,
        check=None,
        allowed_tools=None,
        validation=None,
        result_truncation=False,
        seed=b"",
    ):
        """Runs a program and returns its Outcome, or raises one of the errors above.

        `tools` maps names to functions, or to `Tool`s. One is called with the members of the program's argument as keyword arguments,
        or with the argument itself if that is no object, on a thread of its own; what it raises, the program can catch. The program's
        Uint8Arrays are `bytes` here, and the other way round. `limits` has the fields of isobridge.v1.Limits ({"wall_time": "5s",
        "calls": 100}); `console` is called with level and text; `timeout`, in seconds, is the RPC's deadline.

        The others are the fields of isobridge.v1.Start: `check` is "off", "advise", "block-certain" or "strict"; `allowed_tools` are
        names, at least one; `validation` maps "arguments" and "results" to "off", "warn" or "enforce"; `seed` has 32 bytes.
        """
        tools = {name: tool if isinstance(tool, Tool) else Tool(tool) for name, tool in (tools or {}).items()}
        start = pb.Start(
            code=code,
            limits=json_format.ParseDict(limits or {}, pb.Limits()),
            attachments=True,
            check=_named(pb.CheckMode, "CHECK_MODE_", "check", check),
            allowed_tools=_allowed(allowed_tools),
            validation=_validation(validation or {}),
            result_truncation=result_truncation,
            seed=seed,
        )
        if input is not UNDEFINED:
            start.input_json = json.dumps(_detach(input, "", start.input_attachments))
        functions = {name: tool.function for name, tool in tools.items()}
        described = [_described(name, tool) for name, tool in tools.items()]
        catalog = hashlib.sha256(pb.RegisterCatalogRequest(tools=described).SerializeToString()).digest()
        digest = self._catalogs.get(catalog)
        if digest:
            try:
                start.catalog_digest = digest
                return self._execute(start, functions, catalog, console, timeout)
            except ServiceError as error:
                if not error._catalog_unknown():
                    raise
                start.ClearField("catalog_digest")
        start.tools.extend(described)
        return self._execute(start, functions, catalog, console, timeout)

    def _execute(self, start, tools, catalog, console, timeout):
        def started(message):
            self._catalogs[catalog] = message.catalog_digest
            if len(self._catalogs) > MAX_CATALOGS:
                self._catalogs.pop(next(iter(self._catalogs)), None)

        outgoing = queue.SimpleQueue()
        outgoing.put(pb.ExecuteRequest(start=start))
        stream = self._stub.Execute(iter(outgoing.get, None), timeout=timeout, metadata=self._metadata)
        pool = futures.ThreadPoolExecutor(self._tool_threads, thread_name_prefix="isobridge-tool")
        try:
            return _outcome(_drive(stream, tools, pool, outgoing, console, started))
        except grpc.RpcError as error:
            raise ServiceError(error.code(), error.details()) from error
        finally:
            # The iterator ends, then the stream, also when it was left by an exception.
            outgoing.put(None)
            stream.cancel()
            pool.shutdown(wait=False, cancel_futures=True)


def _drive(stream, tools, pool, outgoing, console, started):
    """Answers calls until the program has ended."""
    waiting = {}
    for response in stream:
        kind = response.WhichOneof("message")
        if kind == "call":
            call = response.call
            waiting[call.id] = pool.submit(_answer, tools[call.tool], call)
            waiting[call.id].add_done_callback(functools.partial(_send, outgoing))
        elif kind == "call_cancelled" and response.call_cancelled.id in waiting:
            waiting.pop(response.call_cancelled.id).cancel()
        elif kind == "started":
            started(response.started)
        elif kind == "console" and console:
            console(pb.Console.Level.Name(response.console.level).removeprefix("LEVEL_").lower(), response.console.text)
        elif kind == "finished":
            return response.finished
    raise IsobridgeError("the service ended the stream without saying how the program ended")


def _answer(tool, call):
    try:
        args = _attach(json.loads(call.args_json), call.attachments)
        result = pb.CallResult(id=call.id)
        returned = tool(**args) if isinstance(args, dict) else tool(args)
        result.result_json = json.dumps(_detach(returned, "", result.attachments), allow_nan=False)
        return pb.ExecuteRequest(call_result=result)
    except ToolError as error:
        data = "" if error.data is None else json.dumps(error.data)
        return pb.ExecuteRequest(call_error=pb.CallError(id=call.id, name=error.name, message=str(error), code=error.code, data_json=data))
    except Exception as error:  # Whatever a tool raises is an answer.
        return pb.ExecuteRequest(call_error=pb.CallError(id=call.id, name=type(error).__name__, message=str(error)))


def _detach(value, path, attachments):
    """A value for JSON: its bytes go to the attachments, by their JSON Pointers."""
    if isinstance(value, (bytes, bytearray, memoryview)):
        attachments.add(path=path, data=bytes(value))
        return ""
    if isinstance(value, dict):
        return {key: _detach(item, f"{path}/{str(key).replace('~', '~0').replace('/', '~1')}", attachments) for key, item in value.items()}
    if isinstance(value, (list, tuple)):
        return [_detach(item, f"{path}/{i}", attachments) for i, item in enumerate(value)]
    return value


def _attach(value, attachments):
    """The same back again. Programs are hostile: bytes go where an empty string of the value is, and nowhere else."""
    for attachment in attachments:
        holder = root = {"": value}
        *keys, last = (key.replace("~1", "/").replace("~0", "~") for key in attachment.path.split("/"))
        for key in keys:
            holder = _member(holder, key)
        if _member(holder, last) != "":
            raise IsobridgeError(f"the value has no empty string at {attachment.path!r}, in whose place bytes were to go")
        holder[int(last) if isinstance(holder, list) else last] = attachment.data
        value = root[""]
    return value


def _member(holder, key):
    if isinstance(holder, dict):
        return holder.get(key)
    if isinstance(holder, list) and key.isdecimal() and int(key) < len(holder):
        return holder[int(key)]
    return None


def _send(outgoing, future):
    if not future.cancelled():
        outgoing.put(future.result())


def _named(enum, prefix, what, name):
    """The value of a protocol's enum for a caller's word ("block-certain"); None: unspecified."""
    if name is None:
        return 0
    known = {key.removeprefix(prefix).lower().replace("_", "-"): value for key, value in enum.items() if value}
    if name not in known:
        raise ValueError(f"{what} is {name!r}; it must be one of {', '.join(known)}")
    return known[name]


def _validation(modes):
    unknown = set(modes) - {"arguments", "results"}
    if unknown:
        raise ValueError(f"validation has {', '.join(map(repr, unknown))}; it may have 'arguments' and 'results'")
    return pb.Validation(**{key: _named(pb.Validation.Mode, "MODE_", f"validation[{key!r}]", mode) for key, mode in modes.items()})


def _allowed(names):
    """For the service, no names mean all tools; whoever computed an empty list means none."""
    if names is None:
        return ()
    if isinstance(names, str) or not names:
        raise ValueError(f"allowed_tools is {names!r}; it must be a list of at least one name, or None: every tool")
    return names


def _described(name, tool):
    def schema(value):
        return "" if value is None else json.dumps(value)

    return pb.Tool(
        name=name,
        description=tool.description,
        input_schema_json=schema(tool.input_schema),
        output_schema_json=schema(tool.output_schema),
    )


def _outcome(finished):
    if finished.WhichOneof("outcome") == "value":
        value = _attach(json.loads(finished.value.json), finished.value.attachments) if finished.value.json else None
        return Outcome(value, finished)
    code = pb.ExecutionError.Code.Name(finished.error.code)
    if code in ("CODE_SYNTAX_ERROR", "CODE_UNSUPPORTED_SYNTAX"):
        raise InvalidProgram(finished)
    raise (LimitExceeded if code.endswith(("_LIMIT", "_TOO_LARGE", "_TOO_DEEP")) else ProgramError)(finished)
