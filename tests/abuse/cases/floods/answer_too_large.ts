// why: A tool's answer over its limit fails inside the program.
// answer_bytes: 1000
// tool: big = text_of 5000
// expect: value "ANSWER_TOO_LARGE"
try { await external_big({}); } catch (error) { return (error as { code: string }).code; }
