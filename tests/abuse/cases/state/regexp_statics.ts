// why: RegExp.$1, lastMatch, input and their kin are of the realm.
// expect: value "secret"
/(secret)/.exec('a secret here');
return RegExp.$1;
