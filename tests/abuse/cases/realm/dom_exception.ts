// why: The DOMExceptions of the sandbox are what they are, whatever the program does to the names and prototypes around them.
// expect: value ["DataCloneError",25,true,"The","own"]
const Original = DOMException;
Object.setPrototypeOf(Original, null);
for (const key of ['get', 'set', 'value', 'construct', 'apply']) Object.defineProperty(Object.prototype, key, { __proto__: null, configurable: true, get() { throw new Error('trapped'); } } as never);
(globalThis as Record<string, unknown>).DOMException = (globalThis as Record<string, unknown>).Error = function () { throw new Error('mine'); };
let caught: DOMException | undefined;
try { structuredClone(() => 1); } catch (error) { caught = error as DOMException; }
for (const key of ['get', 'set', 'value', 'construct', 'apply']) delete (Object.prototype as never as Record<string, unknown>)[key];
Object.defineProperty(Original.prototype, 'message', { value: 'own' });
const { name, code } = caught!;
return [name, code, caught instanceof Original, ((() => { try { Object.getOwnPropertyDescriptor(Original.prototype, 'name')!.get!.call({}); } catch (error) { return String(error).includes('Illegal') ? 'The' : String(error); } })()), caught!.message];
