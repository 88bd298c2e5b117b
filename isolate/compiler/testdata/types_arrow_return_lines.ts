const f = (a: number):
  number => boom();
f(1)
