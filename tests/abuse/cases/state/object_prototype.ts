// why: Nor properties of Object.prototype.
// expect: value "left"
Object.defineProperty(Object.prototype, 'leftover', { value: 'secret', enumerable: true });
return 'left';
