function median(values: number[]): number {
  const sorted = values.toSorted((a, b) => a - b);
  const middle = Math.floor(sorted.length / 2);
  return sorted.length % 2 ? sorted[middle] : (sorted[middle - 1] + sorted[middle]) / 2;
}

const current = (await external_list_employees({})).filter((e) => e.left === null);
const groups = Object.groupBy(current, (e) => e.department);
return Object.entries(groups).map(([department, people]) => {
  const salaries = people!.map((p) => p.salary);
  return { department, headcount: salaries.length, median: median(salaries), spread: Math.max(...salaries) - Math.min(...salaries) };
});
