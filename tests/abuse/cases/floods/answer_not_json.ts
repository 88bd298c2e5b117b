// why: A tool's answer that is no JSON fails inside the program.
// tool: bad = raw {"a":
// expect: value "ANSWER_NOT_JSON"
try { await external_bad({}); } catch (error) { return (error as { code: string }).code; }
