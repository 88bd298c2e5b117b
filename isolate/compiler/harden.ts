// Freezes everything that is reachable from the given objects, as far as it is made of properties. Hostile text is only ever data
// here; should a flaw turn it into more, it still finds nothing that it could leave behind for the next program.
export function harden(roots: readonly object[]): void {
  const seen = new Set<object>();
  const pending: unknown[] = [...roots, ...hiddenIntrinsics()];
  while (pending.length > 0) {
    const value = pending.pop();
    if ((typeof value !== "object" && typeof value !== "function") || value === null || seen.has(value)) continue;
    seen.add(value);
    pending.push(Object.getPrototypeOf(value));
    for (const key of Reflect.ownKeys(value)) {
      const property = Object.getOwnPropertyDescriptor(value, key)!;
      pending.push(property.value, property.get, property.set);
    }
  }
  for (const value of seen) if (!ArrayBuffer.isView(value)) Object.freeze(value);
}

// Objects of the language that no global names.
function hiddenIntrinsics(): unknown[] {
  const asyncGenerator = async function* () {};
  return [
    async () => {}, function* () {}, asyncGenerator, function* () {}.prototype, asyncGenerator.prototype,
    [][Symbol.iterator](), ""[Symbol.iterator](), new Map()[Symbol.iterator](), new Set()[Symbol.iterator](), "".matchAll(/x/g),
  ].flatMap((value) => [value, Object.getPrototypeOf(value)]);
}
