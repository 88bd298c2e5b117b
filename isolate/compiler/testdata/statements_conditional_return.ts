const list: string[] = [];
if (!list.length) return null;
list.map((x) => x.trim());
