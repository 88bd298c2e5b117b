// why: The locale's defaults can't be changed for the next.
// expect: value "left"
Intl.NumberFormat = class { format() { return 'left over'; } } as never;
Intl.DateTimeFormat = undefined as never;
Date.prototype.toLocaleString = () => 'left over';
return 'left';
