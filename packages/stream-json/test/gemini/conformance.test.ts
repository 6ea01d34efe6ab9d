import { readFileSync } from 'node:fs';
import type { RunSummary } from '@ccx/contracts';
import { dialectConformance } from '@ccx/testkit';
import { expect } from 'vitest';
import { gemini } from '../../src/index.ts';
import { fixedClock } from '../recordings.ts';
import { recording, RECORDING_NAMES } from './recordings.ts';
import { type Verdict, VERDICTS } from './verdicts.ts';

dialectConformance({
  dialect: gemini,
  clock: fixedClock,
  cases: RECORDING_NAMES.map((name) => {
    const { stdout, stderr, eventsPath } = recording(name);
    const events = readFileSync(eventsPath, 'utf8')
      .split('\n')
      .filter((line) => line !== '')
      .map((line): unknown => JSON.parse(line));
    return { name, stdout, stderr, events, summary: summaryOf(VERDICTS[name]) };
  }),
});

/** The fields of a summary that a verdict fixes. */
function summaryOf(verdict: Verdict | undefined): Partial<RunSummary> {
  if (verdict === undefined) throw new Error('Every recording needs a verdict that was written by hand.');
  const isFailure = verdict.is !== 'success' && verdict.is !== 'no result';
  return {
    ended: verdict.is !== 'no result',
    failure: isFailure ? expect.objectContaining({ class: verdict.is }) : null,
    costUsd: null,
    ...(verdict.model === undefined ? {} : { model: verdict.model }),
    ...(verdict.text === undefined ? {} : { text: verdict.text }),
    ...(verdict.toolCalls === undefined ? {} : { toolCalls: verdict.toolCalls }),
    ...(verdict.effects === undefined ? {} : { effects: verdict.effects }),
  };
}
