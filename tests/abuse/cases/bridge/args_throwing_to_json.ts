// why: An error of the arguments' own toJSON is the program's; no number is used up in silence.
// call: echo {"after":1}
// expect: value {"after":1}
try { await external_echo({ toJSON() { throw new Error('mine'); } }); } catch {}
return await external_echo({ after: 1 });
