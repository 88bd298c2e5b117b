// why: The program's clock starts where the request says.
// start_time: 2020-02-03T04:05:06Z
// expect: value "2020-02-03T04:05:06.000Z"
return new Date().toISOString();
