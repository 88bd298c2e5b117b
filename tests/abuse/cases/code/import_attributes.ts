// why: import() with attributes and a second argument.
// expect: UNSUPPORTED_SYNTAX ~ import
// expect: value "refused"
try { await import('x' as string, { with: { type: 'json' } }); return 'imported'; } catch { return 'refused'; }
