/*---
description: no test
---*/
throw new Error('it ran');
