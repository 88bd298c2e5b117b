// The manifest differs by language, so the language decides which file is read and how.
const repos = await external_git_list_repos({});
const versions: Record<string, string | null> = {};
for (const repo of repos) {
  let version: string | null = null;
  if (repo.language === "Go") {
    const { content } = await external_git_read_file({ repo: repo.name, path: "go.mod" });
    const line = content.split("\n").find((l) => l.includes("/log "));
    version = line ? line.trim().split(" ")[1].slice(1) : null;
  } else if (repo.language === "TypeScript") {
    const { content } = await external_git_read_file({ repo: repo.name, path: "package.json" });
    const manifest = JSON.parse(content) as { dependencies?: Record<string, string> };
    version = manifest.dependencies?.log ?? null;
  }
  versions[repo.name] = version;
}
return versions;
