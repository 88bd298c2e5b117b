// why: A call site's function would lead to the wrapper and its realm.
// language: javascript
// expect: value "none"
let got = 'none';
Error.prepareStackTrace = (error, sites) => { for (const site of sites) { if (site.getFunction && site.getFunction()) got = 'function'; if (site.getThis && site.getThis()) got = 'this'; } return ''; };
(function sloppy() { void new Error('x').stack; })();
return got;
