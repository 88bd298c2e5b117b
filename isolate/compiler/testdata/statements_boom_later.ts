const a: number = 1;

function f<T>(x: T): T {
  boom();
  return x;
}

const y = f<number>(a as number);
return y;
