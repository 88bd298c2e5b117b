/*---
features:
  - WeakRef
---*/
assert(typeof WeakRef === 'function', 'the service has none');
