// why: A type import leaves nothing behind.
// expect: value 1
import type { Stats } from 'node:fs';
const stats: Stats | number = 1;
return stats;
