// form 1
if (input.n > 1) {
  boom();
}
