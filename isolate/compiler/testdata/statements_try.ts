try {
  await external_a();
} catch (error: unknown) {
  console.error((error as Error).message);
} finally {
  done();
}
