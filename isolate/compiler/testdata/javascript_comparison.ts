const a = 1, b = 2, c = 3, f = (x, y) => boom();
f(a < b, c > (a))
