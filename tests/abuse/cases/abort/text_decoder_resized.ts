// why: Views whose buffer was resized or moved away are read as far as they go, and no further.
// expect: value ["","ab","abcd","","TypeError","e3b0c442"]
const buffer = new ArrayBuffer(4, { maxByteLength: 8 });
const whole = new Uint8Array(buffer), fixed = new Uint8Array(buffer, 0, 4), view = new DataView(buffer);
whole.set([97, 98, 99, 100]);
const decoder = new TextDecoder();
const outcomes: string[] = [decoder.decode(new Uint8Array(buffer, 4))];
const inDictionary = decoder.decode(whole, { get stream() { buffer.resize(2); return false; } } as never);
outcomes.push(inDictionary);
buffer.resize(4);
whole.set([97, 98, 99, 100]);
outcomes.push(decoder.decode(view));
buffer.resize(1);
outcomes.push(decoder.decode(fixed));
try { new TextEncoder().encodeInto('x', new DataView(buffer) as never); outcomes.push('ran'); } catch (error) { outcomes.push((error as Error).name); }
const moved = new Uint8Array([1, 2, 3]);
moved.buffer.transfer();
const digest = new Uint8Array(await crypto.subtle.digest('SHA-256', moved));
outcomes.push([...digest.subarray(0, 4)].map((byte) => byte.toString(16).padStart(2, '0')).join(''));
return outcomes;
