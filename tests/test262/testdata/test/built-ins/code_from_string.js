/*---
features: [strings]
---*/
assert(new Function('return 1')() === 1, 'the service runs no code from strings');
