// why: Nothing visible depends on hash seeds or addresses: keys keep their order.
// expect: value ["b","a","c"]
return Object.keys({ b: 1, a: 2, c: 3 });
