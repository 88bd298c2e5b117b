const repos = ["api", "web", "cli"];
const pages = await Promise.all(repos.map(repo => external_git_list_commits({ repo, author: "lou" })));
const counts = pages.map(p => p.commits.length);
const most = Math.max(...counts);
return { repo: repos[counts.indexOf(most)], commits: most };
