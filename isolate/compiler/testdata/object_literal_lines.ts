{
  "a": 1,
  b: boom(),
}
