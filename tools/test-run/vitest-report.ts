/** The part of vitest's JSON report that counts. */
export interface VitestReport {
  readonly testResults: readonly {
    /** `failed` as well when the file could not be loaded; it has no assertions then. */
    readonly status: string;
    readonly assertionResults: readonly { readonly status: string }[];
  }[];
}

interface Counts {
  readonly passed: number;
  readonly failed: number;
}

/**
 * Counts tests. Whatever did not pass has failed: there are no skipped tests in this house. A file that could not be
 * loaded is one failure, and so is a run that failed although all its tests passed (an error outside of them) or that ran nothing.
 */
export function countTests(report: VitestReport, runSucceeded: boolean): Counts {
  let passed = 0;
  let failed = 0;
  for (const file of report.testResults) {
    const passedHere = file.assertionResults.filter(({ status }) => status === 'passed').length;
    const failedHere = file.assertionResults.length - passedHere;
    passed += passedHere;
    failed += file.status === 'failed' ? Math.max(failedHere, 1) : failedHere;
  }
  const somethingElseFailed = failed === 0 && (!runSucceeded || passed === 0);
  return { passed, failed: somethingElseFailed ? 1 : failed };
}

/** Whether tests were found and none was begun: what they stand on did not come up. */
export function isUntried({ testResults }: VitestReport): boolean {
  const tests = testResults.flatMap(({ assertionResults }) => assertionResults);
  return tests.length > 0 && tests.every(({ status }) => status === 'skipped' || status === 'pending');
}
