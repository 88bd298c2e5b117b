// why: No hook of V8's debugger or promises is in reach.
// expect: value []
return ['PromiseHook', '%DebugPrint', 'gc', 'd8', 'print', 'read', 'load', 'quit', 'version', 'Realm', 'Worker', 'ShadowRealm', 'AsyncContext', 'testRunner', '__captureLog', 'native', 'bundle', 'connect', 'reset'].filter((name) => name in globalThis);
