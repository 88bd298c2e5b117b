"""Whether what a service answered is right: by the case, and by what the protocol promises of every execution."""

import json
import re

import case_file
import grpc
from isobridge.v1 import sandbox_pb2 as pb

OVERSHOOT_S = 0.3
# The limit that each code names.
LIMITS = {
    "WALL_TIME_LIMIT": {"wall_time"},
    "CPU_TIME_LIMIT": {"cpu_time"},
    "HEAP_LIMIT": {"heap_bytes"},
    "PROCESS_MEMORY_LIMIT": {"process_memory"},
    "RESULT_TOO_LARGE": {"result_bytes"},
    "RESULT_TOO_DEEP": {"json_depth"},
    "TOOL_TIME_LIMIT": {"tool_time"},
    # Nesting that is too deep has no number, and then no limit.
    "COMPILE_LIMIT": {"compile_time", "compile_wall_time", ""},
}
UNITS = {"wall_time": "ms", "cpu_time": "ms", "tool_time": "ms", "heap_bytes": "bytes", "process_memory": "bytes", "result_bytes": "bytes"}
HOST_PATH = re.compile(r"/(?:home|usr|tmp|root|work|proc|var|lib|etc)/|isobridge_worker|\.cc:\d")


def meets(expectation, seen):
    """Whether the outcome is this one."""
    if expectation.kind == "grpc":
        return seen.status.name == expectation.content and expectation.fragment in seen.status_text
    if seen.status != grpc.StatusCode.OK or seen.finished is None:
        return False
    kind = seen.finished.WhichOneof("outcome")
    if expectation.kind == "error":
        if kind != "error" or seen.error_code() != expectation.content:
            return False
        return expectation.fragment in f"{seen.finished.error.name}: {seen.finished.error.message}"
    if kind != "value":
        return False
    text = seen.finished.value.json
    if expectation.kind == "value":
        return text == "" if expectation.content is None else text != "" and canonical(text) == canonical(expectation.content)
    if expectation.kind == "length":
        value = json.loads(text)
        return isinstance(value, list) and len(value) == expectation.content
    return len(text.encode()) == expectation.content


def canonical(text):
    """Keeps apart what Python's == doesn't: true and 1, and the order of keys."""
    return json.dumps(json.loads(text, object_pairs_hook=lambda pairs: {"pairs": pairs}))


def case_problems(case, seen):
    """How the answer differs from what the case says."""
    if not any(meets(expectation, seen) for expectation in case.expect):
        yield f"expected {' or '.join(map(str, case.expect))}; got {seen.outcome()}"
    if seen.finished is None:
        return
    counts = {"sent": len(seen.calls), "lines": len(seen.console), "warnings": len(seen.finished.warnings),
              "error_bytes": seen.finished.error.ByteSize()}
    for key, count in counts.items():
        bound = case.bound(key)
        if bound is not None and not bound.holds(count):
            yield f"{key}: expected {bound}, got {count}"
    if case.calls is not None:
        got = [(call.tool, canonical(call.args_json)) for call in seen.calls]
        expected = [(tool, canonical(args)) for tool, args in case.calls]
        if got != expected:
            yield f"calls: expected {case.calls}; got {[(call.tool, call.args_json[:200]) for call in seen.calls]}"
    for line in case.lines:
        if line not in seen.console:
            yield f"no console line is '{line}'; the first are {seen.console[:5]}"
    kinds = {pb.Warning.Code.Name(warning.code).removeprefix("CODE_") for warning in seen.finished.warnings}
    for warning in case.warnings:
        if warning not in kinds:
            yield f"no warning {warning}, but {sorted(kinds) or 'none'}"
    if "in_order" in case.values:
        order = [json.loads(call.args_json)[case.values["in_order"]] for call in seen.calls]
        if order != list(range(len(order))):
            yield "calls left in another order than they were made"


def promise_problems(case, seen):
    """What the protocol promises whatever the program is."""
    if seen.status != grpc.StatusCode.OK:
        return
    if seen.finished is None:
        yield "the stream ended with OK and without `finished`"
        return
    if [call.id for call in seen.calls] != list(range(1, len(seen.calls) + 1)):
        yield f"call ids are not 1, 2, 3 …: {[call.id for call in seen.calls][:10]}"
    not_sent = pb.CallSummary.OUTCOME_NOT_SENT
    summarised = [(call.id, call.tool) for call in seen.finished.calls if call.outcome != not_sent]
    if summarised != [(call.id, call.tool) for call in seen.calls]:
        yield f"`finished.calls` has {len(summarised)} sent calls, the stream {len(seen.calls)}, or they differ"
    if seen.started is not None:
        yield from limit_problems(case, seen, seen.started.limits)
    if seen.finished.WhichOneof("outcome") == "error":
        yield from error_problems(case, seen, seen.finished.error)


def limit_problems(case, seen, limits):
    for key, asked in case.limits.items():
        effective = getattr(limits, key)
        effective = effective.ToMilliseconds() / 1000 if isinstance(asked, float) else effective
        if effective != asked and key != "heap_bytes":
            yield f"{key}: asked for {asked}, `started` says {effective}"
    console_bytes = sum(len(line.encode()) for line in seen.console)
    if console_bytes > limits.console_bytes or len(seen.console) > limits.console_lines:
        yield f"{len(seen.console)} console lines of {console_bytes} bytes are over the limit"
    if len(seen.calls) > limits.calls:
        yield f"{len(seen.calls)} calls left; the limit is {limits.calls}"
    if len(seen.finished.value.json.encode()) > limits.result_bytes:
        yield f"a result of {len(seen.finished.value.json.encode())} bytes; the limit is {limits.result_bytes}"


def error_problems(case, seen, error):
    code = seen.error_code()
    if not error.name or not error.message:
        yield f"{code} has name '{error.name}' and message '{error.message[:100]}': neither may be empty"
    if error.location.line > case.program.count("\n") + 1:
        yield f"the location is line {error.location.line}; the program has {case.program.count(chr(10)) + 1}"
    for field in ("message", "stack", "code_frame"):
        for told in HOST_PATH.findall(getattr(error, field)):
            # The program's own text may come back.
            if told not in case.program:
                yield f"{field} tells of the host: '{told}'"
    if not code.endswith(("_LIMIT", "_TOO_LARGE", "_TOO_DEEP")):
        return
    fired = error.limit
    allowed = LIMITS.get(code)
    if fired.name not in allowed if allowed else not fired.name:
        yield f"{code} names the limit '{fired.name}'"
    elif fired.name in UNITS and fired.unit != UNITS[fired.name]:
        yield f"{code} has the unit '{fired.unit}'"
    elif fired.name in case_file.DURATIONS and fired.limit != round(case.limits[fired.name] * 1000):
        yield f"{code} says the limit was {fired.limit} ms; it was {case.limits[fired.name]} s"
    elif fired.name == "result_bytes" and (fired.limit != seen.started.limits.result_bytes or fired.used <= fired.limit):
        yield f"{code} says {fired.used} of {fired.limit} bytes; the limit was {seen.started.limits.result_bytes}"


def overshoot(case, seen):
    """What came too late, or '': measured on a busy machine, so worth a second look alone."""
    bound = case.within() or case.limits["wall_time"] + OVERSHOOT_S
    if seen.elapsed_s > bound:
        return f"ended after {seen.elapsed_s:.2f} s; allowed are {bound:.2f} s"
    if seen.finished is None:
        return ""
    used = seen.finished.usage.cpu_time.ToMilliseconds() / 1000
    if used > case.limits["cpu_time"] + OVERSHOOT_S:
        return f"used {used:.2f} s of CPU time; allowed are {case.limits['cpu_time'] + OVERSHOOT_S:.2f} s"
    return ""


def problems(case, seen):
    return [*case_problems(case, seen), *promise_problems(case, seen)]
