const r: RegExp = /a\/b<string>(x as y)/g;
boom()
