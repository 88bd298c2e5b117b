// why: A program can't make its own error look like a limit of the service.
// expect: PROGRAM_THREW ~ not a limit
throw Object.assign(new Error('not a limit'), { name: 'TimeoutError', code: 'WALL_TIME_LIMIT', limit: { name: 'wall_time' }, tooLarge: true, reason: 6 });
