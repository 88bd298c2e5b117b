const a = "abc;
return a;
