// why: Arguments and answers may nest as deep as was asked for, and no deeper.
// json_depth: 5
// tool: echo = echo
// tool: deep = nested 6
// sent: 2
// expect: value [5,"ANSWER_TOO_DEEP","ARGS_TOO_DEEP"]
const code = (error: { code: string }) => error.code;
const fits = await external_echo([[[[[]]]]]) as unknown[];
return [JSON.stringify(fits).length / 2, await external_deep().catch(code), await external_echo([[[[[[]]]]]]).catch(code)];
