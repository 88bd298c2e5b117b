// why: The container of tools is no thenable.
// sent: 0
// expect: value true
return (await tools) === tools && (await codemode) === codemode;
