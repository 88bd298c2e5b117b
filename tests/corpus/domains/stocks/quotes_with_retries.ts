function retrying<A, R>(f: (args: A) => Promise<R>, times: number) {
  return async (args: A): Promise<R> => {
    for (let i = 1; i < times; i++) {
      try {
        return await f(args);
      } catch {
        // the next round
      }
    }
    return f(args);
  };
}

const quote = retrying(external_quote, 3);
const prices = [];
for (const symbol of ["ABC", "XYZ"]) prices.push((await quote({ symbol })).price);
return prices;
