const attempts: string[] = [];
async function translate(text: string, to: "de" | "fr", tries: number): Promise<string> {
  for (let i = 1; i <= tries; i++) {
    try {
      const answer = await external_translate({ text, to });
      attempts.push(`${to}:${i} ok`);
      return answer.text;
    } catch (error: any) {
      attempts.push(`${to}:${i} ${error.code}`);
    }
  }
  throw new Error(`${to} failed ${tries} times`);
}

const text = "Friday at 12?";
try {
  await Promise.any([translate(text, "de", 2)]);
} catch (error) {
  const first = (error as AggregateError).errors[0] as Error;
  const french = await translate(text, "fr", 3);
  return { because: first.message, french, attempts };
}
