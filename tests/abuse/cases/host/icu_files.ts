// why: Asking ICU for rare data opens no file of the host and does not end the program.
// wall_time: 30s
// cpu_time: 5s
// expect: value true
const texts: string[] = [];
for (const locale of ['th-TH-u-nu-thai', 'my', 'km', 'zh-Hans-CN-u-co-stroke', 'ar-EG', 'he-u-ca-hebrew', 'fa-u-ca-persian']) {
  texts.push(new Date(0).toLocaleString(locale, { timeZone: 'Asia/Kathmandu', dateStyle: 'full', timeStyle: 'full' }), (1234.5).toLocaleString(locale), 'b'.localeCompare('a', locale) + '');
  texts.push([...new Intl.Segmenter(locale, { granularity: 'word' }).segment('ภาษาไทยง่าย 中文分词')].length + '');
}
return texts.every((text) => text.length > 0);
