// why: The same as sloppy JavaScript, with callee.
// language: javascript
// expect: value []
var found = [];
function sloppy() {
  var at = null;
  try { at = sloppy.caller; } catch (e) {}
  for (var i = 0; at && i < 10; ++i) { found.push(String(at).slice(0, 40)); try { at = at.caller; } catch (e) { at = null; } }
  try { if (arguments.callee !== sloppy) found.push('callee'); } catch (e) {}
  return 1;
}
external_echo({ toJSON: sloppy });
await external_echo({ get a() { return sloppy(); } });
return found.filter((text) => !text.includes('toJSON') && !text.includes('get a') && !text.startsWith('function sloppy'));
