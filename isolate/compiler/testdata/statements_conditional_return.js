// form 1
const list           = [];
if (!list.length) return null;
list.map((x) => x.trim());
