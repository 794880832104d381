/** Prints every import, timer and clock that breaks the order of the house; ends with 1 when there is one. */
import { findViolations } from './floors/find-violations.ts';
import { filesBelow, readProjectFile } from './project-files.ts';

const files = ['src', 'simulator'].flatMap((folder) => filesBelow(folder, '.ts')).map((path) => ({ path, text: readProjectFile(path) }));
const violations = findViolations(files);
for (const violation of violations) console.error(violation);
process.exitCode = violations.length === 0 ? 0 : 1;
