// why: A tool that never answers ends the program at the limit of its own, long before the wall time.
// tool_time: 300ms
// within: 600ms
// tool: slow = silent
// sent: 1
// expect: TOOL_TIME_LIMIT
try {
  return await external_slow({});
} catch {
  return 'caught';
}
