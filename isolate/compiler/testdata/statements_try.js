// form 1
try {
  await external_a();
} catch (error         ) {
  console.error((error         ).message);
} finally {
  done();
}
