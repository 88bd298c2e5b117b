interface Entry { type: string; breaking: boolean; text: string; issue?: number }

const pattern = /^(?<type>\w+)(?<bang>!)?: (?<text>.*?)(?: \(#(?<issue>\d+)\))?$/;

function parse(message: string): Entry | undefined {
  const groups = pattern.exec(message)?.groups;
  if (!groups) return undefined;
  return { type: groups.type, breaking: groups.bang === "!", text: groups.text, ...(groups.issue ? { issue: Number(groups.issue) } : {}) };
}

const entries: Entry[] = [];
for (let page = 1, more = true; more; page++) {
  const answer = await external_git_list_commits({ repo: "api", page });
  for (const commit of answer.commits) {
    const entry = parse(commit.message);
    if (entry) entries.push(entry);
  }
  more = answer.has_more;
}

const title: Record<string, string> = { feat: "Features", fix: "Fixes", docs: "Documentation" };
const lines: string[] = [];
for (const type of Object.keys(title)) {
  const section = entries.filter((e) => e.type === type);
  if (section.length === 0) continue;
  lines.push(`## ${title[type]}`, ...section.map((e) => `- ${e.breaking ? "**breaking** " : ""}${e.text}${e.issue ? ` (#${e.issue})` : ""}`));
}
return lines.join("\n");
