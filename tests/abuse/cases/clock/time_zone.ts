// why: The zone is UTC and the locale fixed, whatever the host's.
// expect: value ["UTC",0,"en-US"]
const { timeZone, locale } = new Intl.DateTimeFormat().resolvedOptions();
return [timeZone, new Date(2020, 6, 1).getTimezoneOffset(), locale];
