// why: A species constructor is not asked for the result's copies.
// expect: value [1,2,3]
class Trap extends Array<number> { static get [Symbol.species](): never { for (;;) {} } }
return Trap.of(1, 2, 3);
