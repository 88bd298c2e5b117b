// why: A URL's state is its own, whatever the program's arrays, strings and iterators do.
// expect: value ["http://h/?a=2&b=1","a",0]
let used = 0;
const spy = () => { used += 1; throw new Error('used'); };
for (const name of ['slice', 'startsWith', 'toWellFormed']) (String.prototype as never as Record<string, unknown>)[name] = spy;
for (const name of ['sort', 'push', 'map']) (Array.prototype as never as Record<string, unknown>)[name] = spy;
Object.defineProperty(Array.prototype, '0', { set: spy, configurable: true });
const url = new URL('?b=1&a=2', 'http://h');
url.searchParams.sort();
const first = url.searchParams.keys().next().value;
return [url.href, first, used];
