/*---
description: on both sides
---*/
assert(false, 'on both sides');
