/*---
includes: [seven.js]
---*/
assert(seven() === 7, 'a file of the harness');
