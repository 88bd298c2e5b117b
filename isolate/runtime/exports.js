function connect(natives) {
  native = natives;
}

function reset() {
  resetConsole();
  // What RegExp.$1 and its kin answer with.
  exec(/(?:)/, '');
}

return { __proto__: null, connect, reset, shapeOf, convert, cut, describe, formatStack, domException, isPlatformObject };
