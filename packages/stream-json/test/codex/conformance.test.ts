import { readFileSync } from 'node:fs';
import type { AgentEvent, RunSummary } from '@ccx/contracts';
import { dialectConformance } from '@ccx/testkit';
import { describe, expect, it } from 'vitest';
import { codex, summarize } from '../../src/index.ts';
import { fixedClock, READ_AT } from '../recordings.ts';
import { CODEX_RECORDING_NAMES, codexRecording } from './recordings.ts';
import { CODEX_VERDICTS, type CodexVerdict } from './verdicts.ts';

dialectConformance({
  dialect: codex,
  clock: fixedClock,
  cases: CODEX_RECORDING_NAMES.map((name) => {
    const { stdout, stderr, eventsPath } = codexRecording(name);
    const events = readFileSync(eventsPath, 'utf8')
      .split('\n')
      .filter((line) => line !== '')
      .map((line): unknown => JSON.parse(line));
    return { name, stdout, stderr, events, summary: summaryOf(verdictOf(name)) };
  }),
});

describe('a recording of Codex', () => {
  it('has a verdict, and every verdict a recording', () => {
    expect(Object.keys(CODEX_VERDICTS).sort()).toEqual(CODEX_RECORDING_NAMES);
  });

  describe.each(CODEX_RECORDING_NAMES)('%s', (name) => {
    const events = eventsOf(name);
    const verdict = verdictOf(name);
    const count = (type: AgentEvent['type']): number => events.filter((event) => event.type === type).length;

    it('amounts to its verdict', () => {
      expect(count('result')).toBe(verdict.is === 'no result' ? 0 : 1);
      if (verdict.retries !== undefined) expect(count('retry')).toBe(verdict.retries);
      if (verdict.unknown !== undefined) expect(summarize('codex', events).unknownEvents).toBe(verdict.unknown);
      if (verdict.failedTools !== undefined) {
        expect(events.filter((event) => event.type === 'tool-result' && !event.ok)).toHaveLength(verdict.failedTools);
      }
      if (verdict.resetsAt !== undefined) {
        expect(events.find((event) => event.type === 'limit')).toMatchObject({
          limit: { verdict: 'rejected', basis: 'text', resetsAt: verdict.resetsAt },
        });
      } else expect(count('limit')).toBe(0);
    });

    it('tells the tokens of its thread, cached ones apart', () => {
      const said = events.filter((event) => event.type === 'usage');
      expect(said).toHaveLength(verdict.is === 'success' ? 1 : 0);
      if (verdict.thread === undefined) return;
      const [sent, cached, written] = verdict.thread;
      expect(said).toMatchObject([
        { covers: 'session', usage: { input: sent - cached, cacheRead: cached, cacheWrite5m: 0, output: written } },
      ]);
    });

    it('ends every call that it began', () => {
      const ids = (type: 'tool-call' | 'tool-result'): readonly string[] =>
        events.flatMap((event) => (event.type === type ? [event.id] : []));
      expect(ids('tool-result')).toEqual(ids('tool-call'));
      expect(new Set(ids('tool-call')).size).toBe(ids('tool-call').length);
    });

    it('names on stderr what stdout does not', () => {
      const { stderr } = codexRecording(name);
      const failure = codex.classify(stderr.toString('utf8'), { now: READ_AT, timeZone: 'UTC', from: 'stderr' });
      expect(failure?.class).toBe(verdict.stderr);
    });
  });
});

function eventsOf(name: string): readonly AgentEvent[] {
  const { stdout, stderr } = codexRecording(name);
  const parser = codex.parser({ clock: fixedClock });
  return [...parser.push(stdout), ...parser.push(stderr, 'stderr'), ...parser.end()];
}

function verdictOf(name: string): CodexVerdict {
  const verdict = CODEX_VERDICTS[name];
  if (verdict === undefined) throw new Error(`The recording ${name} needs a verdict that was written by hand.`);
  return verdict;
}

/** The fields of a summary that a verdict fixes. */
function summaryOf(verdict: CodexVerdict): Partial<RunSummary> {
  const isFailure = verdict.is !== 'success' && verdict.is !== 'no result';
  return {
    ended: verdict.is !== 'no result',
    failure: isFailure ? expect.objectContaining({ class: verdict.is }) : null,
    model: null,
    costUsd: null,
    ...(verdict.toolCalls === undefined ? {} : { toolCalls: verdict.toolCalls }),
    ...(verdict.effects === undefined ? {} : { effects: verdict.effects }),
    ...(verdict.text === undefined ? {} : { text: verdict.text }),
  };
}
