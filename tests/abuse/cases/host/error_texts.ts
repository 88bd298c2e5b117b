// why: Messages and stacks of errors hold no path of the host.
// expect: value []
const texts: string[] = [];
for (const fail of [() => (null as never as { x: number }).x, () => JSON.parse('{'), () => new Array(-1), () => external_echo.call(null, 1n as never), () => new RegExp('['), () => eval('1'), () => (1 as never as () => void)(), () => new Intl.Locale('!!')]) {
  try { await fail(); } catch (error) { texts.push(`${(error as Error).message} ${(error as Error).stack}`); }
}
return texts.filter((text) => /\/(home|usr|tmp|root|work|proc|var|lib|etc|build)\b|\.cc\b|\.h\b|node:|bazel|isobridge/i.test(text));
