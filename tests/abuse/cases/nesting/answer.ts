// why: A tool's deep answer fails inside the program or is read; the stream goes on.
// tool: deep = nested 5000
// expect: value "ended"
try { await external_deep({}); } catch {}
return 'ended';
