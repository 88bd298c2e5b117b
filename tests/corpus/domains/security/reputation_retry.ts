// Gives up after 20 s in all, by the program's own clock.
const signal = AbortSignal.timeout(20_000);
const pause = (ms: number) => new Promise((resolve) => setTimeout(resolve, ms));

async function score(ip: string): Promise<number | string> {
  let wait = 4;
  while (!signal.aborted) {
    try {
      return (await external_ip_reputation({ ip })).score;
    } catch (error: any) {
      if (error.code !== "RATE_LIMITED") return error.code;
      await pause(wait);
      wait *= 2;
    }
  }
  return "gave up";
}

return { bad: await score("203.0.113.7"), private: await score("10.0.0.1"), never: (await score("192.0.2.9")) };
