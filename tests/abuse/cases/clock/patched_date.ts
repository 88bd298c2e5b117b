// why: What a program does to Date is its own; the service's clock stays.
// expect: value 42
Date.now = () => 42;
performance.now = () => 42;
return Date.now();
