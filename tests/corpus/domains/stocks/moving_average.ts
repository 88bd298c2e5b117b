const closes: number[] = [];
let pages = 1;
for (let page = 1; page <= pages; page++) {
  const answer = await external_history({ symbol: "ABC", page });
  pages = answer.page_count;
  closes.push(...answer.closes.map((c) => c.close));
}

const window = 3;
const averages = closes.slice(window - 1).map((_, i) => {
  const part = closes.slice(i, i + window);
  return Math.round((part.reduce((a, b) => a + b, 0) / window) * 100) / 100;
});
return { averages, rising: averages.every((a, i) => i === 0 || a > averages[i - 1]) };
