// As much of the harness' interface as the runner's own test needs.
(() => {
  const tests = [];
  const record = (name, outcome) => tests.push({ name, status: outcome === undefined ? 0 : 1, message: outcome });
  globalThis.test = (body, name) => {
    try {
      body();
      record(name);
    } catch (error) {
      record(name, error.message);
    }
  };
  globalThis.promise_test = (body, name) => {
    globalThis.last = (globalThis.last ?? Promise.resolve()).then(body).then(() => record(name), (error) => record(name, error.message));
  };
  globalThis.assert_true = (value) => {
    if (value !== true) throw new Error(`expected true, got ${value}`);
  };
  globalThis.add_completion_callback = (callback) => Promise.resolve(globalThis.last).then(() => callback(tests, { status: 0, message: null }));
})();
