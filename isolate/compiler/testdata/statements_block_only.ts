if (input.n > 1) {
  boom();
}
