// why: Names that models reach for throw at once and say what to use.
// expect: value 0
let reached = 0;
for (const reach of [() => fetch('http://169.254.169.254/'), () => new (globalThis as never as { WebSocket: new (url: string) => unknown }).WebSocket('ws://localhost'), () => new (globalThis as never as { XMLHttpRequest: new () => unknown }).XMLHttpRequest()] as (() => unknown)[]) {
  try { await reach(); ++reached; } catch {}
}
return reached;
