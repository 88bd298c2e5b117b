// why: A module's import is refused, and says so.
// expect: UNSUPPORTED_SYNTAX ~ import
import fs from 'node:fs';
return fs.readFileSync('/etc/passwd', 'utf8');
