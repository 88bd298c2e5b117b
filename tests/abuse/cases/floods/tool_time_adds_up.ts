// why: Many waits, each of them short, count together.
// tool_time: 400ms
// wall_time: 5s
// tool: slow = wait 50ms echo
// sent: <= 9
// within: 1s
// expect: TOOL_TIME_LIMIT
for (let i = 0; ; i++) await external_slow({ i });
