// why: The text of a tool function tells nothing of the service.
// expect: value true
return [external_echo, tools.echo, console.log, setTimeout, performance.now].every((f) => /^(function |)[\w.$ ]*\([^)]*\) \{ \[native code\] \}$/.test(Function.prototype.toString.call(f)) || !/native\.|emit|isobridge|socket|frame/i.test(Function.prototype.toString.call(f)));
