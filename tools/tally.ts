/** The last line of `make check` and `make test`; `.ci/run` adds these lines up. */
export function tally(passed: number, failed: number): string {
  return `${passed} passed, ${failed} failed`;
}
