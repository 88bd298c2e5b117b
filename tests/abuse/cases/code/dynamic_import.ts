// why: import() is refused, when it is compiled or when it runs.
// expect: UNSUPPORTED_SYNTAX ~ import
// expect: value "refused"
try { await import('data:text/javascript,export default 1' as string); return 'imported'; } catch { return 'refused'; }
