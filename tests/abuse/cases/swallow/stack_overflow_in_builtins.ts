// why: Overflow inside sort, replace, JSON and toString, each time from native frames.
// expect: value "RangeError,RangeError,RangeError,RangeError"
const names: string[] = [];
const attempt = (f: () => unknown) => { try { f(); names.push('none'); } catch (error) { names.push((error as Error).name); } };
const viaSort = (): unknown => [1, 2].sort(() => { viaSort(); return 0; });
const viaReplace = (): string => 'x'.replace(/x/, viaReplace);
const viaJson = (): string => JSON.stringify({ toJSON: viaJson });
const viaText = (): string => `${{ toString: viaText }}`;
[viaSort, viaReplace, viaJson, viaText].forEach(attempt);
return names.join();
