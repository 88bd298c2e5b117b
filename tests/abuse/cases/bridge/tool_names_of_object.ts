// why: Names of Object.prototype's members are ordinary tool names.
// tool: toString = json "called"
// tool: hasOwnProperty = json "called"
// expect: value ["called","called"]
return [await (tools as never as Record<string, () => Promise<string>>).toString!(), await external_hasOwnProperty({})];
