// Breadth first below Ben: how many people and how much salary on each level.
const queue: { id: number; depth: number }[] = [{ id: 2, depth: 1 }];
const levels: { people: number; salaries: number }[] = [];
while (queue.length > 0) {
  const { id, depth } = queue.shift()!;
  const reports = await external_list_reports({ manager_id: id });
  for (const report of reports) {
    const level = (levels[depth - 1] ??= { people: 0, salaries: 0 });
    level.people++;
    level.salaries += report.salary;
    queue.push({ id: report.id, depth: depth + 1 });
  }
}
return levels;
