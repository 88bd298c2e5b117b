class GaveUp extends Error {
  constructor(public readonly attempts: number, cause: unknown) {
    super(`gave up after ${attempts} attempts`, { cause });
    this.name = "GaveUp";
  }
}

const sleep = (ms: number) => new Promise<void>((resolve) => setTimeout(resolve, ms));

async function retry<T>(task: () => Promise<T>, { attempts = 4, isTransient = (e: any) => e.code === "CARD_NETWORK" } = {}): Promise<{ value: T; tries: number }> {
  let last: unknown;
  for (let tries = 1; tries <= attempts; tries++) {
    try {
      return { value: await task(), tries };
    } catch (error) {
      last = error;
      if (!isTransient(error)) throw error;
      await sleep(2 ** tries);
    }
  }
  throw new GaveUp(attempts, last);
}

const report: unknown[] = [];
for (const invoice_id of ["in_2", "in_4", "in_1"]) {
  try {
    const { value, tries } = await retry(() => external_billing_pay_invoice({ invoice_id }));
    report.push({ invoice_id, status: value.status, tries });
  } catch (error) {
    if (error instanceof GaveUp) report.push({ invoice_id, gaveUp: error.attempts, because: (error.cause as Error).message });
    else report.push({ invoice_id, refused: (error as Error).message });
  }
}
return report;
