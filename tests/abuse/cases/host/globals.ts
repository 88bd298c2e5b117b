// why: No global of a host: none that V8's language doesn't define, but those that the service documents.
// expect: value []
const hostNames = ['Deno', 'Bun', 'process', 'global', 'window', 'self', 'document', 'navigator', 'location', 'Worker', 'importScripts', 'XMLHttpRequest', 'module', 'exports', '__dirname', '__filename', 'v8', 'internalBinding', 'primordials'];
return hostNames.filter((name) => { try { const value = (globalThis as Record<string, unknown>)[name]; if (value === undefined) return false; const inner = (value as { versions?: unknown }).versions; return inner !== undefined || !['process', 'XMLHttpRequest'].includes(name); } catch { return false; } });
