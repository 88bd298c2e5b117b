// https://url.spec.whatwg.org. Parsing and writing is ada's (worker/url_natives.h); here are its texts.

// The numbers of the texts that native.urlParse and native.urlSet answer with.
const urlPart = {
  __proto__: null, href: 0, origin: 1, protocol: 2, username: 3, password: 4, host: 5, hostname: 6, port: 7, pathname: 8, search: 9, hash: 10,
};

// What the console shows of a URL or its parameters; undefined for anything else.
let urlText;
let newSearchParams;
let refillSearchParams;

// As Web IDL's USVString: without lone surrogates.
function scalarText(value) {
  return toWellFormed(`${value}`);
}

// Pairs as a flat list: name, value, name, value …
function pairsOf(init) {
  const list = [];
  if (!isObject(init)) {
    const text = scalarText(init);
    return native.queryParse(startsWith(text, '?') ? slice(text, 1) : text);
  }
  if (init[Symbol.iterator] !== undefined && init[Symbol.iterator] !== null) {
    for (const pair of init) {
      const parts = [];
      if (!isObject(pair)) throw new NativeTypeError('each element that URLSearchParams is made from is to be a pair [name, value]');
      for (const part of pair) append(parts, scalarText(part));
      if (parts.length !== 2) throw new NativeTypeError(`each element that URLSearchParams is made from is to be a pair [name, value]; one has ${parts.length} parts`);
      append(list, parts[0]);
      append(list, parts[1]);
    }
    return list;
  }
  const keys = ownKeys(init);
  // Keys that are the same without their lone surrogates are one, with the last value.
  const places = { __proto__: null };
  for (let i = 0; i < keys.length; ++i) {
    const descriptor = getOwnPropertyDescriptor(init, keys[i]);
    if (descriptor === undefined || !descriptor.enumerable) continue;
    const name = scalarText(keys[i]);
    const value = scalarText(init[keys[i]]);
    if (places[name] === undefined) {
      places[name] = list.length;
      append(list, name);
      append(list, value);
    } else {
      list[places[name] + 1] = value;
    }
  }
  return list;
}

class URLSearchParams {
  #list;
  // Tells the URL whose parameters these are that they changed.
  #changed;

  constructor(init = '') {
    this.#list = pairsOf(init);
  }

  static #of(value) {
    if (!isObject(value) || !(#list in value)) throw illegalInvocation('URLSearchParams');
    return value;
  }

  static {
    append(brands, (value) => #list in value);
    newSearchParams = (query, changed) => {
      const params = new URLSearchParams();
      params.#list = native.queryParse(query);
      params.#changed = changed;
      return params;
    };
    refillSearchParams = (params, query) => { params.#list = native.queryParse(query); };
    urlText = (value) => (#list in value ? `URLSearchParams ${quote(native.queryWrite(value.#list))}` : undefined);
  }

  static #replace(params, list) {
    params.#list = list;
    if (params.#changed !== undefined) params.#changed(native.queryWrite(list));
  }

  // The list without the pairs for which `drops(name, value)` holds.
  static #without(params, drops) {
    const list = [];
    for (let i = 0; i < params.#list.length; i += 2) {
      if (drops(params.#list[i], params.#list[i + 1])) continue;
      append(list, params.#list[i]);
      append(list, params.#list[i + 1]);
    }
    return list;
  }

  get size() { return URLSearchParams.#of(this).#list.length / 2; }
  append(name, value) {
    const params = URLSearchParams.#of(this);
    needArguments('append', arguments.length, 2);
    name = scalarText(name);
    value = scalarText(value);
    append(params.#list, name);
    append(params.#list, value);
    URLSearchParams.#replace(params, params.#list);
  }
  delete(name, value = undefined) {
    const params = URLSearchParams.#of(this);
    needArguments('delete', arguments.length, 1);
    name = scalarText(name);
    if (value !== undefined) value = scalarText(value);
    URLSearchParams.#replace(params, URLSearchParams.#without(params, (n, v) => n === name && (value === undefined || v === value)));
  }
  get(name) {
    const { 0: first } = URLSearchParams.#all(URLSearchParams.#of(this), 'get', arguments.length, name);
    return first === undefined ? null : first;
  }
  getAll(name) { return URLSearchParams.#all(URLSearchParams.#of(this), 'getAll', arguments.length, name); }
  static #all(params, what, given, name) {
    needArguments(what, given, 1);
    name = scalarText(name);
    const values = [];
    for (let i = 0; i < params.#list.length; i += 2) {
      if (params.#list[i] === name) append(values, params.#list[i + 1]);
    }
    return values;
  }
  has(name, value = undefined) {
    const values = URLSearchParams.#all(URLSearchParams.#of(this), 'has', arguments.length, name);
    if (value === undefined) return values.length > 0;
    value = scalarText(value);
    for (let i = 0; i < values.length; ++i) {
      if (values[i] === value) return true;
    }
    return false;
  }
  set(name, value) {
    const params = URLSearchParams.#of(this);
    needArguments('set', arguments.length, 2);
    name = scalarText(name);
    value = scalarText(value);
    let first = true;
    const list = [];
    for (let i = 0; i < params.#list.length; i += 2) {
      if (params.#list[i] === name && !first) continue;
      append(list, params.#list[i]);
      append(list, params.#list[i] === name ? value : params.#list[i + 1]);
      if (params.#list[i] === name) first = false;
    }
    if (first) {
      append(list, name);
      append(list, value);
    }
    URLSearchParams.#replace(params, list);
  }
  sort() {
    const params = URLSearchParams.#of(this);
    const pairs = [];
    for (let i = 0; i < params.#list.length; i += 2) append(pairs, { __proto__: null, name: params.#list[i], value: params.#list[i + 1] });
    arraySort(pairs, (a, b) => (a.name < b.name ? -1 : a.name > b.name ? 1 : 0));
    const list = [];
    for (let i = 0; i < pairs.length; ++i) {
      append(list, pairs[i].name);
      append(list, pairs[i].value);
    }
    URLSearchParams.#replace(params, list);
  }
  toString() { return native.queryWrite(URLSearchParams.#of(this).#list); }

  entries() { return new SearchParamsIterator(URLSearchParams.#reader(URLSearchParams.#of(this)), (name, value) => [name, value]); }
  forEach(callback, thisArgument = undefined) {
    const params = URLSearchParams.#of(this);
    needArguments('forEach', arguments.length, 1);
    if (typeof callback !== 'function') throw new NativeTypeError('the first argument of forEach is to be a function');
    for (let i = 0; i < params.#list.length; i += 2) apply(callback, thisArgument, [params.#list[i + 1], params.#list[i], this]);
  }
  keys() { return new SearchParamsIterator(URLSearchParams.#reader(URLSearchParams.#of(this)), (name) => name); }
  values() { return new SearchParamsIterator(URLSearchParams.#reader(URLSearchParams.#of(this)), (name, value) => value); }
  // The list as it is by then: iterators see changes.
  static #reader(params) { return () => params.#list; }
}

const shownSearchParams = expose('URLSearchParams', URLSearchParams, 0);
hide(shownSearchParams.prototype, Symbol.iterator, shownSearchParams.prototype.entries);

class SearchParamsIterator {
  #read;
  #shape;
  #next = 0;

  constructor(read, shape) {
    this.#read = read;
    this.#shape = shape;
  }

  static {
    append(brands, (value) => #read in value);
  }

  next() {
    if (!isObject(this) || !(#read in this)) throw illegalInvocation('URLSearchParams Iterator');
    const list = this.#read();
    const at = this.#next;
    if (at >= list.length) return { value: undefined, done: true };
    this.#next = at + 2;
    return { value: this.#shape(list[at], list[at + 1]), done: false };
  }
}

// Nobody can make one.
delete SearchParamsIterator.prototype.constructor;
showMembers(SearchParamsIterator.prototype, SearchParamsIterator.prototype);
setPrototypeOf(SearchParamsIterator.prototype, IteratorPrototype);
defineProperty(SearchParamsIterator.prototype, toStringTag, { __proto__: null, value: 'URLSearchParams Iterator', configurable: true });

class URL {
  #parts;
  #searchParams;

  constructor(url, base = undefined) {
    needArguments('new URL', arguments.length, 1);
    this.#parts = URL.#parse(url, base);
    if (this.#parts === undefined) {
      throw new NativeTypeError(`Invalid URL: ${quote(slice(`${url}`, 0, 200))}${base === undefined ? '; a relative one needs a base as the second argument' : ''}`);
    }
  }

  static #of(value) {
    if (!isObject(value) || !(#parts in value)) throw illegalInvocation('URL');
    return value;
  }

  static {
    append(brands, (value) => #parts in value);
    const searchParamsText = urlText;
    urlText = (value) => (#parts in value ? `URL ${quote(value.#parts[urlPart.href])}` : searchParamsText(value));
  }

  static #parse(url, base) {
    return native.urlParse(scalarText(url), base === undefined ? undefined : scalarText(base));
  }

  // The specification's setters ignore what they can't use; of `href` that throws.
  static #set(url, part, value) {
    const parts = native.urlSet(url.#parts[urlPart.href], part, scalarText(value));
    if (parts === undefined) {
      if (part !== urlPart.href) return;
      throw new NativeTypeError(`Invalid URL: ${quote(slice(`${value}`, 0, 200))}`);
    }
    url.#parts = parts;
    if (url.#searchParams !== undefined && (part === urlPart.href || part === urlPart.search)) refillSearchParams(url.#searchParams, URL.#query(url));
  }

  static #query(url) { return slice(url.#parts[urlPart.search], 1); }

  static canParse(url, base = undefined) {
    needArguments('canParse', arguments.length, 1);
    return URL.#parse(url, base) !== undefined;
  }
  static parse(url, base = undefined) {
    needArguments('parse', arguments.length, 1);
    return URL.#parse(url, base) === undefined ? null : new URL(url, base);
  }

  get href() { return URL.#of(this).#parts[urlPart.href]; }
  set href(value) { URL.#set(URL.#of(this), urlPart.href, value); }
  get origin() { return URL.#of(this).#parts[urlPart.origin]; }
  get protocol() { return URL.#of(this).#parts[urlPart.protocol]; }
  set protocol(value) { URL.#set(URL.#of(this), urlPart.protocol, value); }
  get username() { return URL.#of(this).#parts[urlPart.username]; }
  set username(value) { URL.#set(URL.#of(this), urlPart.username, value); }
  get password() { return URL.#of(this).#parts[urlPart.password]; }
  set password(value) { URL.#set(URL.#of(this), urlPart.password, value); }
  get host() { return URL.#of(this).#parts[urlPart.host]; }
  set host(value) { URL.#set(URL.#of(this), urlPart.host, value); }
  get hostname() { return URL.#of(this).#parts[urlPart.hostname]; }
  set hostname(value) { URL.#set(URL.#of(this), urlPart.hostname, value); }
  get port() { return URL.#of(this).#parts[urlPart.port]; }
  set port(value) { URL.#set(URL.#of(this), urlPart.port, value); }
  get pathname() { return URL.#of(this).#parts[urlPart.pathname]; }
  set pathname(value) { URL.#set(URL.#of(this), urlPart.pathname, value); }
  get search() { return URL.#of(this).#parts[urlPart.search]; }
  set search(value) { URL.#set(URL.#of(this), urlPart.search, value); }
  get searchParams() {
    const url = URL.#of(this);
    if (url.#searchParams === undefined) {
      url.#searchParams = newSearchParams(URL.#query(url), (query) => { url.#parts = native.urlSet(url.#parts[urlPart.href], urlPart.search, query); });
    }
    return url.#searchParams;
  }
  get hash() { return URL.#of(this).#parts[urlPart.hash]; }
  set hash(value) { URL.#set(URL.#of(this), urlPart.hash, value); }
  toJSON() { return URL.#of(this).#parts[urlPart.href]; }
  toString() { return URL.#of(this).#parts[urlPart.href]; }
}

expose('URL', URL, 1);
