// As much of the harness as the runner's own test needs.
function assert(value, message) {
  if (value !== true) throw new Test262Error(message);
}
