import { readFileSync } from 'node:fs';
import { relative } from 'node:path';

/**
 * Reads one JSON report of vitest. A file that could not be loaded counts as a failed test; a report that is missing,
 * cannot be read or holds no test at all counts as one as well: silence is no success.
 *
 * @param {string} file
 * @returns {{ passed: number, failed: number, skipped: readonly string[], problem: string | null }}
 */
export function readTestReport(file) {
  let report;
  try {
    report = JSON.parse(readFileSync(file, 'utf8'));
  } catch (error) {
    return { passed: 0, failed: 1, skipped: [], problem: `no report of its tests (${error.message})` };
  }
  const files = report.testResults ?? [];
  const unloaded = files.filter(
    ({ status, assertionResults }) => status === 'failed' && !assertionResults.some(isFailed),
  );
  const failed = report.numFailedTests + unloaded.length;
  const skipped = files.flatMap(({ name, assertionResults }) =>
    assertionResults
      .filter(isSkipped)
      .map(({ fullName, meta }) => `${relative(process.cwd(), name)}: ${fullName}${meta?.why ? ` (${meta.why})` : ''}`),
  );
  if (report.numPassedTests + failed + skipped.length === 0) {
    return { passed: 0, failed: 1, skipped: [], problem: 'the report holds no test' };
  }
  return { passed: report.numPassedTests, failed, skipped, problem: null };
}

const isFailed = ({ status }) => status === 'failed';
const isSkipped = ({ status }) => status !== 'passed' && status !== 'failed';
