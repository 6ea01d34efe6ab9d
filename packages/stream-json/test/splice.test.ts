import { describe, expect, it } from 'vitest';
import { parseLine, summarize } from '../src/index.ts';
import { fixedClock, recording } from './recordings.ts';

const EVENT =
  '{"type":"rate_limit_event","rate_limit_info":{"status":"allowed_warning","rateLimitType":"five_hour","resetsAt":1795228326,"utilization":0.91,"note":"a } in a \\"text\\""},"session_id":"s"}';
const lines = recording('plain-success').stdout.toString('utf8').trimEnd().split('\n');

describe('a rate_limit_event that was written into another line', () => {
  it.each([
    ['the first line', lines[0] ?? ''],
    ['an answer', lines[1] ?? ''],
    ['the result', lines[2] ?? ''],
  ])('is recovered with that line, wherever it lies in %s', (_name, line) => {
    const alone = parseLine('claude', line, { clock: fixedClock });
    for (let at = 1; at < line.length; at += 7) {
      const spliced = line.slice(0, at) + EVENT + line.slice(at);
      // Inside an empty list it makes a line that is as good as any other.
      if (line.slice(at - 1, at + 1) === '[]') continue;
      const events = parseLine('claude', spliced, { clock: fixedClock });
      expect(events.map(({ type }) => type)).toEqual(['limit', ...alone.map(({ type }) => type)]);
      expect(events.every(({ raw }) => raw === spliced)).toBe(true);
      expect(events[0]).toMatchObject({ limit: { verdict: 'warn', windowId: 'session' } });
    }
  });

  it('is recovered where it ended its line and the other half is the next one', () => {
    const result = lines[2] ?? '';
    for (let at = 1; at < result.length; at += 7) {
      const text = `${result.slice(0, at)}${EVENT}\n${result.slice(at)}\n${lines[1] ?? ''}`;
      const events = parseLine('claude', text, { clock: fixedClock });
      expect(events.map(({ type }) => type)).toEqual(['limit', 'usage', 'usage', 'result', 'text', 'usage']);
      expect([...new Set(events.map(({ raw }) => raw))].join('\n')).toBe(text);
      // The summary reads the result from its raw, which now is two lines.
      expect(summarize('claude', events)).toMatchObject({ ended: true, failure: null, costUsd: 0.010188, numTurns: 1 });
    }
  });

  it('is kept where the other line is lost, and that line is told as malformed', () => {
    const cut = `{"type":"assistant","message":${EVENT}`;
    expect(kinds(`${cut}\n${lines[1] ?? ''}`)).toEqual(['limit', 'malformed', 'text', 'usage']);
    expect(kinds(`${cut}\nnot JSON\n${lines[1] ?? ''}`)).toEqual(['limit', 'malformed', 'malformed', 'text', 'usage']);
    expect(kinds(cut)).toEqual(['limit', 'malformed']);
  });

  it('is not seen where it is only quoted, or where it is no object', () => {
    const quoted = JSON.stringify({ type: 'assistant', text: EVENT });
    expect(kinds(quoted.slice(0, -1))).toEqual(['malformed']);
    expect(kinds('{"a":"rate_limit_event"')).toEqual(['malformed']);
    expect(kinds('"rate_limit_event"}{{{{{{')).toEqual(['malformed']);
  });

  it('takes linear time on a line full of braces', () => {
    expect(kinds(`${'{'.repeat(200_000)}"rate_limit_event"${'{'.repeat(200_000)}`)).toEqual(['malformed']);
  });
});

function kinds(text: string): readonly string[] {
  return parseLine('claude', text, { clock: fixedClock }).map(({ type }) => type);
}
