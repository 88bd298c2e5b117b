const paths = ["/README.md", "/docs/a.md", "/secret.txt", "/src/main.ts"];
const reads = await Promise.allSettled(paths.map((path) => external_fs_read({ path })));
const todos: string[] = [];
let unreadable = 0;
for (const read of reads) {
  if (read.status === "rejected") {
    unreadable++;
    continue;
  }
  read.value.text.split("\n").forEach((line, index) => {
    const match = /TODO: (.*)/.exec(line);
    if (match) todos.push(`${read.value.path}:${index + 1} ${match[1]}`);
  });
}
return { todos, unreadable };
