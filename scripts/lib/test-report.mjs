import { readFileSync } from 'node:fs';
import { relative } from 'node:path';
import { stripVTControlCharacters } from 'node:util';

/**
 * Reads one JSON report of vitest. A file that could not be loaded counts as a failed test; a report that is missing,
 * cannot be read or holds no test at all counts as one as well: silence is no success.
 *
 * @param {string} file
 * @typedef {object} TestReport
 * @property {number} passed
 * @property {number} failed
 * @property {readonly string[]} failures One line per failed test, with what it said first.
 * @property {readonly string[]} skipped One line per skipped test, with its reason.
 * @property {string | null} problem Why the report itself counts as a failure.
 * @returns {TestReport}
 */
export function readTestReport(file) {
  let report;
  try {
    report = JSON.parse(readFileSync(file, 'utf8'));
  } catch (error) {
    return { passed: 0, failed: 1, failures: [], skipped: [], problem: `no report of its tests (${error.message})` };
  }
  const files = report.testResults ?? [];
  const unloaded = files.filter(
    ({ status, assertionResults }) => status === 'failed' && !assertionResults.some(isFailed),
  );
  const failed = report.numFailedTests + unloaded.length;
  const inFile = (name, text) => `${relative(process.cwd(), name)}: ${text}`;
  const told = (name, results, line) => results.map((result) => inFile(name, line(result)));
  const skipped = files.flatMap(({ name, assertionResults }) =>
    told(
      name,
      assertionResults.filter(isSkipped),
      ({ fullName, meta }) => `${fullName}${meta?.why ? ` (${meta.why})` : ''}`,
    ),
  );
  const failures = [
    ...unloaded.map(({ name, message }) => inFile(name, firstLine(message))),
    ...files.flatMap(({ name, assertionResults }) =>
      told(
        name,
        assertionResults.filter(isFailed),
        ({ fullName, failureMessages }) => `${fullName} (${firstLine(failureMessages?.[0])})`,
      ),
    ),
  ];
  if (report.numPassedTests + failed + skipped.length === 0) {
    return { passed: 0, failed: 1, failures: [], skipped: [], problem: 'the report holds no test' };
  }
  return { passed: report.numPassedTests, failed, failures, skipped, problem: null };
}

const isFailed = ({ status }) => status === 'failed';
const isSkipped = ({ status }) => status !== 'passed' && status !== 'failed';
const firstLine = (text) => stripVTControlCharacters(text ?? 'no message').split('\n')[0];
