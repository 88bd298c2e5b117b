// why: A line comment at the end comments out only itself.
// expect: value 1
return 1; // ]}) */ `
