async function* commitsOf(repo: string) {
  let page = 1;
  while (true) {
    const { commits, has_more } = await codemode.git.list_commits({ repo, page });
    for (const commit of commits) yield { repo, ...commit };
    if (!has_more) break;
    page += 1;
  }
}

const churn = new Map<string, { commits: number; lines: number; repos: Set<string> }>();
for (const repo of await codemode.git.list_repos({})) {
  for await (const commit of commitsOf(repo.name)) {
    const entry = churn.get(commit.author) ?? { commits: 0, lines: 0, repos: new Set<string>() };
    entry.commits += 1;
    entry.lines += commit.additions + commit.deletions;
    entry.repos.add(repo.name);
    churn.set(commit.author, entry);
  }
}
return [...churn.entries()]
  .map(([author, { commits, lines, repos }]) => ({ author, commits, lines, repos: [...repos].sort() }))
  .sort((a, b) => b.lines - a.lines);
