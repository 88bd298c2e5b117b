// why: Nor replaced methods.
// expect: value "left"
Array.prototype.map = Array.prototype.sort = Array.prototype.join = () => { throw new Error('left over'); };
return 'left';
