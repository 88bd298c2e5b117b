"""The corpus and its tools, without a service."""

import pathlib
import unittest

import corpus
import mutants
import tool_rules
import verdict
from execution import Observation
from isobridge.v1 import sandbox_pb2 as pb

FOLDER = pathlib.Path(__file__).absolute().parent / "domains"
ROWS = [{"id": i, "name": name, "tags": tags} for i, name, tags in [(1, "Ann", ["a"]), (2, "Bob", []), (3, "Ida", ["a", "b"])]]


def tools(rule, faults=()):
    tool = corpus.Tool("t", "", {}, {}, rule)
    return tool_rules.Tools([tool], {"rows": ROWS}, {"t": list(faults)})


class CorpusTest(unittest.TestCase):
    def test_every_family_has_cases_of_both_complexities(self):
        cases = corpus.load(FOLDER)
        self.assertGreaterEqual(len(cases), 120)
        for family in corpus.FAMILIES:
            for complexity in corpus.COMPLEXITIES:
                self.assertGreaterEqual(sum((c.family, c.complexity) == (family, complexity) for c in cases), 6, f"{family} {complexity}")

    def test_every_program_is_different_and_belongs_to_a_case(self):
        cases = corpus.load(FOLDER)
        self.assertEqual(len({case.source for case in cases}), len(cases))
        self.assertEqual(len([*FOLDER.glob("*/*.ts"), *FOLDER.glob("*/*.md")]), len(cases))

    def test_every_tool_is_called_by_a_program(self):
        called, offered = set(), set()
        for case in corpus.load(FOLDER):
            domain = case.name.split("/")[0]
            called |= {(domain, tool) for tool, _ in case.calls}
            offered |= {(domain, tool.name) for tool in case.tools}
        self.assertEqual(offered - called, set())

    def test_an_unknown_key_is_refused(self):
        with self.assertRaises(corpus.CorpusError):
            corpus.load_case(FOLDER, {"name": "x", "families": "join"}, {}, {})


class ToolRulesTest(unittest.TestCase):
    def test_a_script_line_is_used_up(self):
        t = tools({"script": [{"times": 1, "result": 1}, {"result": 2}]})
        self.assertEqual([t.answer("t", {}) for _ in range(3)], [1, 2, 2])

    def test_a_fault_comes_first_and_ends(self):
        t = tools({"script": [{"result": 1}]}, [{"args": {"id": 7}, "times": 1, "error": {"message": "no"}}])
        self.assertEqual(t.answer("t", {"id": 8}), 1)
        with self.assertRaises(tool_rules.ToolFailure):
            t.answer("t", {"id": 7})
        self.assertEqual(t.answer("t", {"id": 7}), 1)

    def test_each_counts_for_different_arguments_apart(self):
        t = tools({"script": [{"result": 1}]}, [{"each": True, "times": 1, "error": {"message": "no"}}])
        for args in ({"id": 1}, {"id": 2}):
            with self.assertRaises(tool_rules.ToolFailure):
                t.answer("t", args)
            self.assertEqual(t.answer("t", args), 1)

    def test_a_list_is_filtered_by_the_arguments_that_are_given(self):
        t = tools({"list": "rows", "where": {"tags": {"has": "tag"}, "name": {"contains": "text"}}, "columns": ["id"]})
        self.assertEqual(t.answer("t", {}), [{"id": 1}, {"id": 2}, {"id": 3}])
        self.assertEqual(t.answer("t", {"tag": "a"}), [{"id": 1}, {"id": 3}])
        self.assertEqual(t.answer("t", {"tag": "a", "text": "ID"}), [{"id": 3}])

    def test_pages_by_cursor_end_with_null(self):
        t = tools({"list": "rows", "columns": ["id"], "as": "items", "page": {"cursor": "after", "size": 2, "next": "next"}})
        first = t.answer("t", {})
        self.assertEqual(first, {"items": [{"id": 1}, {"id": 2}], "next": "c2"})
        self.assertEqual(t.answer("t", {"after": first["next"]}), {"items": [{"id": 3}], "next": None})

    def test_a_change_lasts_for_its_execution_alone(self):
        rule = {"change": "rows", "where": {"id": "id"}, "take": ["name"], "only_if": {"name": "Ann"}, "columns": ["name"]}
        t = tools(rule)
        self.assertEqual(t.answer("t", {"id": 1, "name": "Eve"}), {"name": "Eve"})
        with self.assertRaises(tool_rules.ToolFailure) as refused:
            t.answer("t", {"id": 1, "name": "Zoe"})
        self.assertEqual(refused.exception.error["code"], "CONFLICT")
        self.assertEqual(tools(rule).answer("t", {"id": 1, "name": "Eve"}), {"name": "Eve"})

    def test_a_row_that_is_missing_is_the_error_of_the_rule(self):
        t = tools({"find": "rows", "where": {"id": "id"}, "missing": {"error": {"message": "no row {id}", "code": "NOT_FOUND"}}})
        with self.assertRaisesRegex(tool_rules.ToolFailure, "no row 9"):
            t.answer("t", {"id": 9})


class MutantsTest(unittest.TestCase):
    def test_every_mutant_is_a_program_of_its_own(self):
        cases = {case.name: case for case in corpus.load(FOLDER)}
        changes = mutants.load(FOLDER.parent / "mutants.json")
        sources = {mutants.applied(cases[change.case], change).source for change in changes}
        self.assertEqual(len(changes), 200)
        self.assertEqual(len(sources - {case.source for case in cases.values()}), 200)
        for kind in mutants.KINDS:
            self.assertGreaterEqual(sum(change.kind == kind for change in changes), 33, kind)

    def test_a_mutant_of_another_text_is_refused(self):
        case = corpus.load(FOLDER)[0]
        with self.assertRaises(ValueError):
            mutants.applied(case, mutants.Change(case.name, "name", 1, 1, 0, "no such text", "other"))

    def test_a_program_passes_only_if_it_was_checked_and_ran(self):
        value = pb.Value(json="1")
        skipped = pb.Warning(code=pb.Warning.CODE_CHECK_SKIPPED)
        refused = pb.ExecutionError(code=pb.ExecutionError.CODE_CHECK_FAILED)
        self.assertTrue(mutants.passed(Observation(finished=pb.Finished(value=value))))
        self.assertFalse(mutants.passed(Observation(finished=pb.Finished(value=value, warnings=[skipped]))))
        self.assertFalse(mutants.passed(Observation(finished=pb.Finished(error=refused))))
        self.assertFalse(mutants.passed(Observation(failure="gRPC UNAVAILABLE")))


class VerdictTest(unittest.TestCase):
    def test_true_is_not_one(self):
        self.assertFalse(verdict.same([True], [1]))
        self.assertTrue(verdict.same({"a": 1.0}, {"a": 1}))

    def test_a_call_too_many_and_a_call_too_few_are_seen(self):
        self.assertIn("too many", verdict.call_difference([["a", {}], ["b", {}]], [["a", {}]]))
        self.assertIn("missing", verdict.call_difference([], [["a", {}]]))
        self.assertIn("call 1 was", verdict.call_difference([["a", {"x": 1}]], [["a", {"x": 2}]]))
        self.assertEqual(verdict.call_difference([["a", {}]], [["a", {}]]), "")


unittest.main()
