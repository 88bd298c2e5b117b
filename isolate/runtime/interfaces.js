// Classes of ours as a program may hold them: like those of the language they show no source. Inside, a class keeps its state in
// private fields, and what it does for others is taken out of it in a static block: nothing goes through properties that a program
// can replace.

// Of each class, whether a value is one of its objects.
const brands = [];

// Whether a value is an object of the platform, whose state is beside its properties, whatever its prototype. DOMExceptions are
// errors.
function isPlatformObject(value) {
  for (let i = 0; i < brands.length; ++i) if (brands[i](value)) return true;
  return false;
}

// Without traps, and out of reach of what a program puts on Object.prototype.
const passOn = freeze({ __proto__: null });

function showMember(member) {
  return typeof member === 'function' ? new NativeProxy(member, passOn) : member;
}

// As Web IDL wants them: enumerable, constants fixed.
function showMembers(from, to) {
  const keys = ownKeys(from);
  for (let i = 0; i < keys.length; ++i) {
    const key = keys[i];
    const { value, get, set } = getOwnPropertyDescriptor(from, key);
    // What every class has; a getter of such a name is a member.
    if (get === undefined && (key === 'constructor' || key === 'length' || key === 'name' || key === 'prototype')) continue;
    const shown = { __proto__: null, enumerable: typeof key === 'string', configurable: true };
    if (get === undefined) {
      shown.value = showMember(value);
      shown.writable = true;
    } else {
      shown.get = showMember(get);
      shown.set = showMember(set);
    }
    defineProperty(to, key, shown);
  }
}

// Defines `implementation` as the global `name`. `parent` is what this function answered for the class that it extends. `length` is
// the number of required arguments.
function expose(name, implementation, length, parent = FunctionPrototype) {
  const shown = showAsNative(name, implementation, length);
  const { prototype } = implementation;
  showMembers(implementation, shown);
  showMembers(prototype, prototype);
  setPrototypeOf(shown, parent);
  defineProperty(shown, 'prototype', { __proto__: null, value: prototype });
  hide(prototype, 'constructor', shown);
  defineProperty(prototype, toStringTag, { __proto__: null, value: name, configurable: true });
  hide(global, name, shown);
  return shown;
}

// Constants of an interface, on the constructor and on the prototype.
function exposeConstants(shown, constants) {
  const names = ownKeys(constants);
  for (let i = 0; i < names.length; ++i) {
    const descriptor = { __proto__: null, value: constants[names[i]], enumerable: true };
    defineProperty(shown, names[i], descriptor);
    defineProperty(shown.prototype, names[i], descriptor);
  }
}

function illegalInvocation(name) {
  return new NativeTypeError(`Illegal invocation: this is no ${name}`);
}

function needArguments(what, given, needed) {
  if (given < needed) throw new NativeTypeError(`${what} needs ${needed} argument${needed === 1 ? '' : 's'}, but has ${given}`);
}

// A dictionary of Web IDL: an object whose members are read, or nothing.
function dictionary(what, value) {
  if (value === undefined || value === null) return { __proto__: null };
  if (!isObject(value)) throw new NativeTypeError(`${what} is to be an object`);
  return value;
}
