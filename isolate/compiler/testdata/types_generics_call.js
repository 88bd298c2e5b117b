// form 1
const m = new Map                              ([["a", []]]);
const r = boom();
