"""Makes mutants.json: small mistakes put into the corpus' programs, each of which makes its program go wrong.

usage: mutate.py --server ADDRESS [--seed N] [--count N] > mutants.json

The same seed gives the same candidates in the same order. One is kept if its program, run without the type check, no longer returns its
value, makes its calls and causes no warning.
"""

import argparse
import json
import random
import re
import sys

import corpus
import execution
import grpc
import mutants
import run
import verdict
from isobridge.v1 import sandbox_pb2 as pb
from isobridge.v1 import sandbox_pb2_grpc as rpc

CALL = re.compile(r"(?P<await>await\s+)?(?P<name>external_\w+|(?:tools|codemode)(?:\.\w+)+)\((?P<object>\s*\{)?")
DECLARED = re.compile(r"\b(?:const|let|function\*?|class|enum)\s+(\w{4,})")
VERBS = {"get": "fetch", "list": "get_all", "search": "find", "create": "add", "find": "search", "send": "post", "add": "create", "update": "modify"}
# Properties of JavaScript's own objects, which are fields of some tools, too.
BUILT_IN = {"name", "message", "code", "data", "length", "size", "kind", "value", "values", "entries", "test", "at", "from", "to", "start", "end"}


def misspelt(word, chance):
    """A word that somebody might write instead."""
    forms = [lambda: word + "s" if not word.endswith("s") else word[:-1], lambda: transposed(word, chance)]
    if "_" in word:
        forms += [lambda: re.sub(r"_(\w)", lambda m: m.group(1).upper(), word)] * 2 + [lambda: word.rsplit("_", 1)[0]]
    elif re.search(r"[a-z][A-Z]", word):
        forms += [lambda: re.sub(r"([A-Z])", lambda m: "_" + m.group(1).lower(), word)] * 2
    else:
        forms += [lambda: word + "Value", lambda: word.upper()]
    return chance.choice(forms)()


def transposed(word, chance):
    places = [i for i in range(1, len(word) - 1) if word[i] != word[i + 1]]
    if not places:
        return word + word[-1]
    i = chance.choice(places)
    return word[:i] + word[i + 1] + word[i] + word[i + 2:]


def misspelt_tool(name, chance):
    head, dot, last = name.rpartition(".") if "." in name else name.partition("_")
    for verb, other in VERBS.items():
        if re.search(rf"(?:^|_){verb}(?=_|[A-Z]|$)", last) and chance.random() < 0.5:
            return head + dot + re.sub(rf"(^|_){verb}(?=_|[A-Z]|$)", rf"\g<1>{other}", last, count=1)
    return head + dot + misspelt(last, chance)


def tool_of(case, name):
    """The tool that a program's name for it means, or None: the name may stand in a comment."""
    path = name.removeprefix("external_") if name.startswith("external_") else name.partition(".")[2]
    return next((tool for tool in case.tools if re.sub(r"[.-]", "_", tool.name) == path.replace(".", "_")), None)


def members(source, start):
    """(key, start, end of the member, whether it is short) of the object literal whose `{` is at `start`; spreads are left out."""
    found, depth, i, begin = [], 0, start, start + 1
    while i < len(source):
        c = source[i]
        if c in "\"'`":
            i = end_of_text(source, i)
        elif c in "{[(":
            depth += 1
        elif c in "}])":
            depth -= 1
        if depth == 0 or (c == "," and depth == 1):
            if key := re.match(r"\s*(\w+)\s*(:|$)", source[begin:i]):
                found.append((key.group(1), begin + key.start(1), i, key.group(2) == ""))
            begin = i + 1
        if depth == 0:
            return found
        i += 1
    return found


def end_of_text(source, start):
    i = start + 1
    while i < len(source) and source[i] != source[start]:
        i += 2 if source[i] == "\\" else 1
    return i


def fields_of(schema):
    """Every property's name in a schema."""
    if isinstance(schema, dict):
        for key, value in schema.items():
            if key == "properties":
                yield from value
            yield from fields_of(value)
    elif isinstance(schema, list):
        for value in schema:
            yield from fields_of(value)


def change(case, kind, start, end, now):
    before = case.source[:start]
    return mutants.Change(case=case.name, kind=kind, line=before.count("\n") + 1, column=start - (before.rfind("\n") + 1) + 1, offset=start,
                          was=case.source[start:end], now=now)


def candidates(case, seed):
    """Every change of each kind, with one misspelling for each place."""
    for call in CALL.finditer(case.source):
        tool = tool_of(case, call.group("name"))
        if tool is None:
            continue
        chance = random.Random(f"{seed}/{case.name}/{call.start()}")
        yield change(case, "tool_name", *call.span("name"), misspelt_tool(call.group("name"), chance))
        if call.group("await"):
            yield change(case, "missing_await", *call.span("await"), "")
        if call.group("object"):
            yield from argument_changes(case, tool, call.end() - 1, chance)
    yield from field_changes(case, seed)
    yield from name_changes(case, seed)


def argument_changes(case, tool, start, chance):
    for key, begin, end, short in members(case.source, start):
        other = misspelt(key, chance)
        yield change(case, "argument_key", begin, begin + len(key), f"{other}: {key}" if short else other)
        if key in tool.input_schema.get("required", []):
            comma = re.match(r",\s*", case.source[end:])
            yield change(case, "missing_argument", begin, end + (comma.end() if comma else 0), "")


def field_changes(case, seed):
    fields = {field for tool in case.tools for field in fields_of(tool.output_schema)} - BUILT_IN
    for found in re.finditer(r"(?<=[\w)\]!?])\.(\w+)\b(?!\()", case.source):
        if found.group(1) in fields:
            yield change(case, "result_field", *found.span(1), misspelt(found.group(1), random.Random(f"{seed}/{case.name}/f{found.start()}")))
    for pattern in re.finditer(r"\{([^{}]*)\} = await (?:external_|tools\.|codemode\.)", case.source):
        for field in re.finditer(r"\b(\w+)\b(?=\s*(,|$))", pattern.group(1)):
            if field.group(1) in fields:
                start = pattern.start(1) + field.start(1)
                other = misspelt(field.group(1), random.Random(f"{seed}/{case.name}/f{start}"))
                yield change(case, "result_field", start, start + len(field.group(1)), f"{other}: {field.group(1)}")


def name_changes(case, seed):
    """Uses of what the program declares, not the declarations."""
    for name in sorted(set(DECLARED.findall(case.source))):
        uses = [use for use in re.finditer(rf"(?<![\w.$\"'`]){name}\b(?!\s*[:?]|[\"'`])", case.source)][1:]
        for use in uses:
            if not re.search(r"\b(?:const|let|function\*?|class|enum|interface|type)\s+$", case.source[:use.start()]):
                yield change(case, "name", *use.span(), misspelt(name, random.Random(f"{seed}/{case.name}/n{use.start()}")))


def goes_wrong(stub, case, candidate):
    """Whether the program, without the type check, no longer does what it should."""
    mutant = mutants.applied(case, candidate)
    start = mutants.start_of(mutant)
    start.check = pb.CHECK_MODE_OFF
    return bool(verdict.problems(case, execution.execute(stub, mutant, start)))


def chosen(stub, cases, seed, count):
    """`count` changes, each kind as often as the others, no case twice in a kind while others are left."""
    by_name = {case.name: case for case in cases}
    piles = {kind: [] for kind in mutants.KINDS}
    for case in cases:
        for candidate in candidates(case, seed):
            if candidate.was != candidate.now:
                piles[candidate.kind].append(candidate)
    for kind, pile in piles.items():
        random.Random(f"{seed}/{kind}").shuffle(pile)
    taken, turn = [], 0
    while len(taken) < count and any(piles.values()):
        kind = mutants.KINDS[turn % len(mutants.KINDS)]
        turn += 1
        used = [mutant.case for mutant in taken if mutant.kind == kind]
        piles[kind].sort(key=lambda candidate: used.count(candidate.case))
        while piles[kind]:
            candidate = piles[kind].pop(0)
            if goes_wrong(stub, by_name[candidate.case], candidate):
                taken.append(candidate)
                break
    return taken


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--server", required=True)
    parser.add_argument("--seed", type=int, default=4)
    parser.add_argument("--count", type=int, default=200)
    options = parser.parse_args()
    with grpc.insecure_channel(options.server) as channel:
        taken = chosen(rpc.SandboxStub(channel), corpus.load(run.FOLDER), options.seed, options.count)
    lines = ",\n".join("  " + json.dumps(vars(mutant), ensure_ascii=False) for mutant in taken)
    sys.stdout.write(f'{{"seed": {options.seed}, "mutants": [\n{lines}\n]}}\n')


if __name__ == "__main__":
    main()
