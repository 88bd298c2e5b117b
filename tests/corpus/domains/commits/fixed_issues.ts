const pages = await Promise.all([1, 2].map((page) => tools.git.list_commits({ repo: "api", page })));
const numbers = pages.flatMap((p) => p.commits).flatMap((c) => [...c.message.matchAll(/#(\d+)/g)].map((m) => Number(m[1])));
const issues = await Promise.all(numbers.map((number) => tools.issues.get({ repo: "api", number })));
return issues.map((issue) => ({ number: issue.number, title: issue.title, labels: issue.labels.join(",") }));
