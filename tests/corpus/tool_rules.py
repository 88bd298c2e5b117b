"""Tools whose behaviour is data: what a tool answers follows from its rule, the tables, and the calls before. README.md has the rules."""

import copy


class ToolFailure(Exception):
    """The tool answers with an error: {"message", "name", "code", "data"}, of which only the message is required."""

    def __init__(self, error):
        super().__init__(error["message"])
        self.error = error


class RuleError(Exception):
    """A rule that doesn't follow the format."""


class Tools:
    """The tools of one execution, with tables of their own."""

    def __init__(self, tools, tables, faults):
        self._tools = {tool.name: tool for tool in tools}
        self._tables = copy.deepcopy(tables)
        self._faults = faults
        # How often each line of a script was used.
        self._used = {}

    def answer(self, name, args):
        """The tool's result; raises ToolFailure."""
        if fault := self._scripted(("fault", name), self._faults.get(name, []), args):
            raise ToolFailure(fault["error"])
        rule = self._tools[name].answer
        kind = next((kind for kind in RULES if kind in rule), None)
        if kind is None:
            raise RuleError(f"the rule of {name} has none of {', '.join(RULES)}: {rule}")
        return RULES[kind](self, name, rule, args)

    def _scripted(self, script, lines, args):
        """The first line that fits the arguments and isn't used up."""
        for number, line in enumerate(lines):
            if not all(args.get(key) == value for key, value in line.get("args", {}).items()):
                continue
            # With `each`, a line is used up for each different arguments apart.
            key = (script, number, repr(args) if line.get("each") else "")
            if self._used.get(key, 0) < line.get("times", float("inf")):
                self._used[key] = self._used.get(key, 0) + 1
                return line
        return None

    def _by_script(self, name, rule, args):
        line = self._scripted(("script", name), rule["script"], args)
        if line is None:
            raise ToolFailure({"message": f"{name} has no answer for {args}", "code": "NOT_FOUND"})
        if "error" in line:
            raise ToolFailure(line["error"])
        return line["result"]

    def _find(self, name, rule, args):
        row = self._matching_row(rule, rule["find"], args)
        return shown(row, rule) if row is not None else missing(rule, args)

    def _list(self, name, rule, args):
        rows = [row for row in self._tables[rule["list"]] if fits(row, rule, args)]
        for column in reversed(rule.get("sort", [])):
            rows.sort(key=lambda row: row[column.removeprefix("-")], reverse=column.startswith("-"))
        if limit := args.get(rule.get("limit")):
            rows = rows[:limit]
        if "page" in rule:
            return page(rows, rule, args)
        rows = [shown(row, rule) for row in rows]
        return {rule["as"]: rows} if "as" in rule else rows

    def _count(self, name, rule, args):
        return {rule.get("as", "count"): sum(fits(row, rule, args) for row in self._tables[rule["count"]])}

    def _add(self, name, rule, args):
        table = self._tables[rule["add"]]
        row = {"id": rule["id"].format(n=len(table) + 1), **args, **rule.get("set", {})}
        table.append(row)
        return shown(row, rule)

    def _change(self, name, rule, args):
        row = self._matching_row(rule, rule["change"], args)
        if row is None:
            return missing(rule, args)
        for column, wanted in rule.get("only_if", {}).items():
            if row[column] != wanted:
                raise ToolFailure({"message": f"{column} is {row[column]}, not {wanted}", "code": "CONFLICT", "data": {column: row[column]}})
        row.update({column: args[column] for column in rule.get("take", []) if column in args})
        row.update(rule.get("set", {}))
        return shown(row, rule)

    def _matching_row(self, rule, table, args):
        return next((row for row in self._tables[table] if fits(row, rule, args)), None)


RULES = {"script": Tools._by_script, "find": Tools._find, "list": Tools._list, "count": Tools._count, "add": Tools._add, "change": Tools._change}


def fits(row, rule, args):
    if any(row.get(column) != value for column, value in rule.get("only", {}).items()):
        return False
    return all(condition(row.get(column), wanted, args) for column, wanted in rule.get("where", {}).items())


def condition(cell, wanted, args):
    """One column against one argument; an argument that isn't given excludes nothing."""
    if isinstance(wanted, str):
        return args.get(wanted) is None or cell == args[wanted]
    tests = {
        "in": lambda given: cell in given,
        "from": lambda given: cell >= given,
        "to": lambda given: cell <= given,
        "before": lambda given: cell < given,
        "has": lambda given: given in cell,
        "contains": lambda given: given.lower() in cell.lower(),
    }
    return all(args.get(argument) is None or tests[test](args[argument]) for test, argument in wanted.items())


def shown(row, rule):
    return {column: copy.deepcopy(row[column]) for column in rule["columns"] if column in row} if "columns" in rule else copy.deepcopy(row)


def missing(rule, args):
    if "missing" not in rule:
        raise RuleError(f"no row fits {args}, and the rule has no `missing`: {rule}")
    answer = rule["missing"]
    if "error" in answer:
        error = dict(answer["error"])
        error["message"] = error["message"].format(**args)
        raise ToolFailure(error)
    return answer["result"]


def page(rows, rule, args):
    """A part of the rows, by cursor, page number or offset, and where to go on."""
    how = rule["page"]
    size = min(args.get(how.get("size_argument")) or how["size"], how["size"])
    if "cursor" in how:
        start = int((args.get(how["cursor"]) or "c0").removeprefix("c"))
    elif "number" in how:
        start = ((args.get(how["number"]) or 1) - 1) * size
    else:
        start = args.get(how["offset"]) or 0
    answer = {rule["as"]: [shown(row, rule) for row in rows[start:start + size]]}
    if "next" in how:
        answer[how["next"]] = next_page(how, args, start + size) if start + size < len(rows) else None
    if "more" in how:
        answer[how["more"]] = start + size < len(rows)
    if "total" in how:
        answer[how["total"]] = len(rows)
    if "pages" in how:
        answer[how["pages"]] = -(-len(rows) // size)
    return answer


def next_page(how, args, end):
    if "cursor" in how:
        return f"c{end}"
    return (args.get(how["number"]) or 1) + 1 if "number" in how else end
