// why: In JavaScript too.
// language: javascript
// expect: UNSUPPORTED_SYNTAX ~ import
// expect: value "refused"
try { await import('node:fs'); return 'imported'; } catch { return 'refused'; }
