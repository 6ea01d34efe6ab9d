import type { AgentEvent } from '@ccx/contracts';
import { describe, expect, it } from 'vitest';
import { gemini, summarize } from '../../src/index.ts';
import { fixedClock, READ_AT } from '../recordings.ts';
import { recording, RECORDING_NAMES } from './recordings.ts';
import { VERDICTS } from './verdicts.ts';

function eventsOf(name: string): readonly AgentEvent[] {
  const { stdout, stderr } = recording(name);
  const parser = gemini.parser({ clock: fixedClock });
  return [...parser.push(stdout), ...parser.push(stderr, 'stderr'), ...parser.end()];
}

it('has a verdict for every recording, and a recording for every verdict', () => {
  expect(Object.keys(VERDICTS).toSorted()).toEqual(RECORDING_NAMES);
});

describe.each(Object.entries(VERDICTS))('%s', (name, verdict) => {
  const events = eventsOf(name);
  const summary = summarize('gemini', events);

  it('names on stderr what stdout may not name', () => {
    const { stderr } = recording(name);
    const text = stderr.toString('utf8');
    // A success is never asked for its stderr: the retries of a run that went well stand there too.
    if (verdict.is === 'success') return;
    const said = gemini.classify(text, { now: READ_AT, timeZone: 'UTC', from: 'stderr' });
    expect(said?.class).toBe(verdict.stderr);
  });

  it('tells the retries with what they wait for', () => {
    const retries = events.flatMap((event) =>
      event.type === 'retry' ? [[event.attempt, event.delayMs, event.cause]] : [],
    );
    expect(retries).toEqual(verdict.retries ?? []);
  });

  it('counts tokens as ours, each once', () => {
    if (verdict.tokens === undefined) return;
    const [input, output, cacheRead] = verdict.tokens;
    expect(summary.usage).toMatchObject({ input, output, cacheRead });
  });

  it('names the window and its reset', () => {
    const limit = summary.failure?.limit ?? summary.limits.at(-1) ?? null;
    if (verdict.windowId === undefined) expect(limit).toBeNull();
    else expect(limit).toMatchObject({ verdict: 'rejected', windowId: verdict.windowId, resetsAt: verdict.resetsAt });
  });

  it('lists what was refused, and no line that nobody knows', () => {
    expect(summary.permissionDenials).toHaveLength(verdict.denials ?? 0);
    if (verdict.is !== 'no result') expect(summary.unknownEvents).toBe(0);
  });
});
