import { CcxError } from '@ccx/contracts';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { createEventParser, parseLine, readEvents } from '../src/index.ts';
import { fixedClock, READ_AT, recording } from './recordings.ts';

const ASSISTANT =
  '{"type":"assistant","message":{"id":"m1","model":"claude-opus-5-5","content":[{"type":"text","text":"caf\\u00e9 😀 \\ud83d \u2028"}],"usage":{"input_tokens":3,"output_tokens":1}},"parent_tool_use_id":null,"session_id":"s","timestamp":"2026-11-21T01:02:03.456Z"}';

describe('createEventParser', () => {
  it('gives the same events for every split, also inside a character or an escape', () => {
    const bytes = Buffer.concat([recording('tool-bash').stdout, Buffer.from(`\ufeff\n${ASSISTANT}\r\n{"type":`)]);
    const whole = read([bytes]);
    fc.assert(
      fc.property(fc.array(fc.nat(bytes.length), { maxLength: 30 }), (cuts) => {
        const places = [0, ...cuts.sort((a, b) => a - b), bytes.length];
        expect(read(places.slice(1).map((to, index) => bytes.subarray(places[index], to)))).toEqual(whole);
      }),
      { numRuns: 100 },
    );
    const [line] = whole.filter(({ at }) => at === '2026-11-21T01:02:03.456Z');
    expect(line).toMatchObject({ type: 'text', text: 'café 😀 \ud83d \u2028', raw: ASSISTANT });
  });

  it('never throws and never loses the next line, whatever came before it', () => {
    fc.assert(
      fc.property(fc.uint8Array({ maxLength: 200 }), fc.json(), (garbage, json) => {
        const events = read([garbage, Buffer.from(`\n${json.replaceAll('\n', '')}\n${ASSISTANT}\n`)]);
        expect(events.at(-2)).toMatchObject({ type: 'text', raw: ASSISTANT });
      }),
      { numRuns: 500 },
    );
  });

  it('reads a line behind a BOM and keeps it in raw', () => {
    const [event] = read([Buffer.from(`\ufeff${ASSISTANT}`)]);
    expect(event).toMatchObject({ type: 'text', raw: `\ufeff${ASSISTANT}` });
  });

  it('stamps what has no stamp of its own with the time of the chunk', () => {
    let ticks = 0;
    const clock = { ...fixedClock, now: () => new Date(1_000 * ++ticks).toISOString() };
    const parser = createEventParser('claude', { clock });
    const at = [...parser.push(Buffer.from('{"type":"a"}\n{"type":"b"}\n')), ...parser.push(Buffer.from('x\n'))].map(
      (event) => event.at,
    );
    expect(at).toEqual(['1970-01-01T00:00:01.000Z', '1970-01-01T00:00:01.000Z', '1970-01-01T00:00:02.000Z']);
  });

  it.each([
    ['2026-11-21T01:02:03.456Z', '2026-11-21T01:02:03.456Z'],
    ['2026-11-21T02:02:03+01:00', '2026-11-21T01:02:03.000Z'],
    ['2026-11-31T00:00:00.000Z', READ_AT],
    ['2026-13-01T00:00:00.000Z', READ_AT],
    ['yesterday', READ_AT],
    [17, READ_AT],
  ])('makes an instant of the stamp %s', (timestamp, at) => {
    const [event] = read([Buffer.from(JSON.stringify({ type: 'x', timestamp }))]);
    // A day that does not exist is read as V8 reads it, or not at all; never kept as it stands.
    if (timestamp === '2026-11-31T00:00:00.000Z') expect(event?.at).not.toBe(timestamp);
    else expect(event?.at).toBe(at);
  });

  it('keeps the events of the two streams apart and counts them together', () => {
    const parser = createEventParser('claude', { clock: fixedClock });
    const events = [
      ...parser.push(Buffer.from('{"type":"a"}\n{"ty')),
      ...parser.push(Buffer.from('careful\n\ntwice\n'), 'stderr'),
      ...parser.push(Buffer.from('pe":"b"}\n')),
      ...parser.push(Buffer.from('last'), 'stderr'),
      ...parser.end(),
    ];
    expect(events.map(({ seq, type, raw, origin }) => [seq, type, raw, origin?.stream, origin?.line])).toEqual([
      [0, 'unknown', '{"type":"a"}', 'stdout', 0],
      [1, 'notice', 'careful', 'stderr', 0],
      [2, 'notice', 'twice', 'stderr', 2],
      [3, 'unknown', '{"type":"b"}', 'stdout', 1],
      [4, 'notice', 'last', 'stderr', 3],
    ]);
  });

  it.each([0, -1, 1.5, Number.NaN])('refuses a cap of %s bytes', (maxLineBytes) => {
    expect(() => createEventParser('claude', { maxLineBytes })).toThrow(/maxLineBytes/);
  });

  it('says which agents it can read where it cannot read one', () => {
    for (const agent of ['copilot', 'toString'] as const) {
      try {
        // @ts-expect-error neither is an agent, and 'toString' must not be found on the prototype
        createEventParser(agent);
        expect.unreachable();
      } catch (error) {
        expect(CcxError.is(error, 'invalid_argument')).toBe(true);
        expect(error).toMatchObject({
          message: expect.stringContaining(agent),
          hint: expect.stringContaining('claude'),
        });
      }
    }
  });
});

describe('readEvents', () => {
  it('gives the events of an iterable as they come', async () => {
    const { stdout } = recording('plain-success');
    async function* chunks(): AsyncGenerator<Uint8Array> {
      for (let from = 0; from < stdout.length; from += 100) yield stdout.subarray(from, from + 100);
    }
    const events = [];
    for await (const event of readEvents('claude', chunks(), { clock: fixedClock })) events.push(event);
    expect(events).toEqual(read([stdout]));
  });

  it('lets the source go when its reader leaves', async () => {
    let open = true;
    async function* chunks(): AsyncGenerator<Uint8Array> {
      try {
        for (;;) yield Buffer.from('{"type":"a"}\n');
      } finally {
        open = false;
      }
    }
    for await (const event of readEvents('claude', chunks())) {
      expect(event.type).toBe('unknown');
      break;
    }
    expect(open).toBe(false);
  });
});

describe('parseLine', () => {
  it('reads one line, with or without its end', () => {
    expect(parseLine('claude', `${ASSISTANT}\n`, { clock: fixedClock })).toEqual(read([Buffer.from(ASSISTANT)]));
    expect(parseLine('claude', '')).toEqual([]);
  });
});

function read(chunks: readonly Uint8Array[]): ReturnType<typeof parseLine> {
  const parser = createEventParser('claude', { clock: fixedClock });
  return [...chunks.flatMap((chunk) => parser.push(chunk)), ...parser.end()];
}
