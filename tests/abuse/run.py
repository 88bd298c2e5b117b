"""Attacks the real service with every case of a folder, and checks the service after each.

usage: run.py --service BINARY --profile jit|hardened --cases FOLDER --control FILE [--service_flag FLAG ...] [CASE or FAMILY ...]
"""

import argparse
import concurrent.futures
import pathlib
import sys
import time

import case_file
import execution
import judge
import report
import service
from isobridge.v1 import sandbox_pb2 as pb

# Beside each other, on two cores.
PARALLEL = 2
WARM_UP = 20
SETTLE_S = 15
# For workers of the warm-up to end and be replaced.
CALM_S = 2
# What the supervisor may keep: free lists (34 MiB were seen), one compiler that was not started before.
SPARE_PROCESSES = 1
SPARE_DESCRIPTORS = 8
SPARE_MIB = 48
# What it is meant to keep would hide what it leaks.
SMALL_CACHES = ["--compile_cache_bytes=1MiB", "--check_cache_bytes=1MiB"]


class Attack:
    """One run of cases against one service."""

    def __init__(self, running, control):
        self._service = running
        self._control = control
        self._healthy = None

    def learn_control(self):
        """What the control program answers on a service that nobody has attacked yet."""
        answers = set()
        for _ in range(WARM_UP):
            seen = execution.execute(self._service.stub, self._control)
            if found := judge.problems(self._control, seen):
                raise RuntimeError(f"the control program fails before any attack: {found}")
            answers.add(seen.finished.value.json)
        if len(answers) != 1:
            raise RuntimeError(f"the control program has {len(answers)} answers, such as {' and '.join(sorted(answers)[:2])}")
        self._healthy = answers.pop()

    def control_problems(self):
        seen = execution.execute(self._service.stub, self._control)
        found = judge.problems(self._control, seen)
        if not found and seen.finished.value.json != self._healthy:
            found = [f"answers {seen.finished.value.json}, before the attacks {self._healthy}"]
        return [f"the control program afterwards: {problem}" for problem in found]

    def run(self, case):
        began = time.monotonic()
        seen = execution.execute(self._service.stub, case)
        verdict = report.Verdict(case.name, seen.outcome(), time.monotonic() - began, judge.problems(case, seen))
        verdict.late_under_load = judge.overshoot(case, seen)
        if "twice" in case.values:
            verdict.problems += self._compare_again(case, seen)
        verdict.problems += self.control_problems()
        if self._service.process.poll() is not None:
            verdict.problems.append(f"the service has ended with status {self._service.process.returncode}")
        report.print_verdict(verdict)
        return verdict

    def look_again(self, case, verdict):
        """Too late beside others counts only if it is too late alone."""
        late = judge.overshoot(case, execution.execute(self._service.stub, case))
        if late:
            verdict.problems.append(late)
            verdict.late_under_load = ""

    def _compare_again(self, case, first):
        second = execution.execute(self._service.stub, case)
        if (first.outcome() == second.outcome()) == (case.values["twice"] == "same"):
            return []
        return [f"run twice, the outcomes should be {case.values['twice']}: {first.outcome()} and {second.outcome()}"]


def settled_footprint(running, before):
    """The service's footprint once it is no larger than before, or after a while."""
    deadline = time.monotonic() + SETTLE_S
    while True:
        after = running.footprint()
        calm = after.zombies == 0 and after.processes <= before.processes and after.descriptors <= before.descriptors
        if calm or time.monotonic() > deadline:
            return after
        time.sleep(0.2)


def leak_problems(before, after):
    if after.zombies > 0:
        yield f"{after.zombies} zombies"
    if after.processes > before.processes + SPARE_PROCESSES:
        yield f"{after.processes} processes below the service; before the attacks {before.processes}"
    if after.descriptors > before.descriptors + SPARE_DESCRIPTORS:
        yield f"{after.descriptors} descriptors; before the attacks {before.descriptors}"
    if after.mounts > before.mounts:
        yield f"{after.mounts} mounts; before the attacks {before.mounts}"
    if after.resident_mib > before.resident_mib + SPARE_MIB:
        yield f"{after.resident_mib:.0f} MiB resident; before the attacks {before.resident_mib:.0f} MiB"


def attack_all(running, cases, control):
    attack = Attack(running, control)
    attack.learn_control()
    time.sleep(CALM_S)
    before = running.footprint()
    running.note_processes()
    with concurrent.futures.ThreadPoolExecutor(PARALLEL) as threads:
        verdicts = list(threads.map(attack.run, cases))
    for case, verdict in zip(cases, verdicts):
        if verdict.late_under_load:
            attack.look_again(case, verdict)
    after = settled_footprint(running, before)
    print(f"footprint before {before}\n          after  {after}")
    verdicts.append(report.Verdict("service/leaks_nothing", str(after), 0, list(leak_problems(before, after))))
    return verdicts


def profile_problems(running, profile):
    confinement = running.stub.GetCapabilities(pb.GetCapabilitiesRequest(), timeout=10).confinement
    if confinement.profile != profile or not confinement.seccomp or not confinement.self_test:
        yield f"GetCapabilities says profile '{confinement.profile}', seccomp {confinement.seccomp}, self-test {list(confinement.self_test)}"


def chosen_cases(options):
    cases = [case for case in case_file.load_cases(options.cases).values() if case.runs_under(options.profile)]
    if options.names:
        cases = [case for case in cases if case.name in options.names or case.name.split("/")[0] in options.names]
    if not cases:
        raise SystemExit(f"no case is named {' or '.join(options.names)}; cases are named family/name")
    return cases


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--service", required=True)
    parser.add_argument("--profile", required=True, choices=["jit", "hardened"])
    parser.add_argument("--cases", required=True)
    parser.add_argument("--control", required=True)
    parser.add_argument("--service_flag", action="append", default=[])
    parser.add_argument("names", nargs="*", metavar="CASE")
    options = parser.parse_args()
    cases = chosen_cases(options)
    control = case_file.parse_case("control", pathlib.Path(options.control).read_text(encoding="utf-8"))

    running = service.Service(options.service, options.profile, [*SMALL_CACHES, *options.service_flag])
    with running:
        confinement = report.Verdict("service/is_confined", "", 0, list(profile_problems(running, options.profile)))
        verdicts = [confinement, *attack_all(running, cases, control)]
    verdicts.append(report.Verdict("service/leaves_nothing_behind", "", 0, running.leftovers))
    report.write_junit(options.profile, verdicts)
    failed = report.print_summary(options.profile, verdicts)
    sys.exit(1 if failed else 0)


main()
