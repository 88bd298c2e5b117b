// form 2, inserted breaks 15
async function retry   (fn                  , n = 3)             {
  let last         ;
  for (let i = 0; i < n; i++) {
    try {
      return await fn();
    } catch (e) {
      last = e;
      await new Promise((r) => setTimeout(r, 100 * 2 ** i));
    }
  }
  throw last;
}

const result = await retry(() => external_flaky({}));
return(
result)
