"""The corpus as data: domains with their tables and tools, and in each the cases. README.md has the format."""

import dataclasses
import json
import pathlib

FAMILIES = ["independent", "sequential", "iterative", "join", "paging", "retry", "aggregation", "branching", "partial_failure"]
COMPLEXITIES = ["simple", "complex"]
CASE_KEYS = {"name", "family", "complexity", "style", "program", "input", "start_time", "tools", "faults", "value", "calls"}
REQUIRED_CASE_KEYS = {"name", "family", "complexity", "program", "value", "calls"}


class CorpusError(Exception):
    """A file that doesn't follow the format."""


@dataclasses.dataclass(frozen=True)
class Tool:
    name: str
    description: str
    input_schema: object
    output_schema: object
    # What tool_rules.py makes an answer of.
    answer: dict


@dataclasses.dataclass(frozen=True)
class Case:
    # "domain/name".
    name: str
    family: str
    complexity: str
    source: str
    tools: list
    # {table: rows}, shared by the cases of a domain: copied before a run.
    tables: dict
    # Of each tool the errors that come before its answers.
    faults: dict
    # None: undefined, which is not null.
    input_json: str
    start_time: str
    value: object
    # [tool, arguments], in order.
    calls: list


def load(folder):
    """Every case below `folder`, by name."""
    cases = [case for domain in sorted(pathlib.Path(folder).glob("*/domain.json")) for case in load_domain(domain.parent)]
    if not cases:
        raise CorpusError(f"there is no */domain.json in {folder}")
    return cases


def load_domain(folder):
    domain = json.loads((folder / "domain.json").read_text(encoding="utf-8"))
    tools = {name: Tool(name, tool["description"], tool["input_schema"], tool["output_schema"], tool["answer"])
             for name, tool in domain["tools"].items()}
    for written in json.loads((folder / "cases.json").read_text(encoding="utf-8"))["cases"]:
        yield load_case(folder, written, tools, domain["tables"])


def load_case(folder, written, tools, tables):
    name = f"{folder.name}/{written.get('name')}"
    missing, unknown = REQUIRED_CASE_KEYS - written.keys(), written.keys() - CASE_KEYS
    if missing or unknown:
        raise CorpusError(f"{name}: missing keys {sorted(missing)}, unknown keys {sorted(unknown)}")
    if written["family"] not in FAMILIES or written["complexity"] not in COMPLEXITIES:
        raise CorpusError(f"{name}: no such family or complexity: {written['family']} {written['complexity']}")
    if strange := (set(written.get("tools", [])) | set(written.get("faults", {}))) - tools.keys():
        raise CorpusError(f"{name}: the domain has no tool {sorted(strange)}")
    return Case(
        name=name,
        family=written["family"],
        complexity=written["complexity"],
        source=(folder / written["program"]).read_text(encoding="utf-8"),
        tools=[tools[tool] for tool in written.get("tools", tools)],
        tables=tables,
        faults=written.get("faults", {}),
        input_json=json.dumps(written["input"]) if "input" in written else "",
        start_time=written.get("start_time", "2026-03-02T09:00:00Z"),
        value=written["value"],
        calls=written["calls"],
    )
