// Retries a tool that is overloaded, waiting twice as long each time; any other failure is final.
async function withRetries<T>(attempts: number, action: () => Promise<T>): Promise<T> {
  for (let attempt = 1; ; attempt++) {
    try {
      return await action();
    } catch (error: any) {
      if (error.code !== "OVERLOADED" || attempt === attempts) throw error;
      const wait = error.data.retry_after_ms * 2 ** (attempt - 1);
      console.warn(`attempt ${attempt}: ${error.message}; again in ${wait} ms`);
      await new Promise((resolve) => setTimeout(resolve, wait));
    }
  }
}

const quote = await withRetries(5, () => external_get_quote({ symbol: "ISO" }));

let refusal: string;
try {
  await withRetries(5, () => external_get_quote({ symbol: "NONE" }));
  refusal = "none";
} catch (error: any) {
  refusal = `${error.name}: ${error.message} (${error.code})`;
}

return { quote, refusal };
