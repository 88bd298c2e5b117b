// why: import() where a compiler may not look: in a template, a default value, an escaped class field.
// expect: UNSUPPORTED_SYNTAX ~ import
// expect: value "refused"
class Hidden { field = (x = `${import('fs' as string).catch(() => {})}`) => x; }
try { new Hidden().field(); await import('fs' as string); return 'imported'; } catch { return 'refused'; }
