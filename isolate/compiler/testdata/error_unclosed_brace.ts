async () => {
  if (a) {
    b();
  }
