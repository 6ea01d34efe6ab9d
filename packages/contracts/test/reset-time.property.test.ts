import fc from 'fast-check';
import { expect, test } from 'vitest';
import { RESET_SLACK_MS } from '../src/reset-occurrence.ts';
import { parseResetTime } from '../src/reset-time.ts';

const MINUTE_MS = 60_000;
const ZONES: readonly string[] = Intl.supportedValuesOf('timeZone');
const instants = fc.integer({ min: Date.UTC(2025, 0, 1), max: Date.UTC(2030, 0, 1) });
const zones = fc.constantFrom(...ZONES, 'UTC');

/** Pieces of real wordings in any order, so that the parser gets further than with noise. */
const pieces = fc.constantFrom(
  ...'resets Resets reset: try_again at in after on 3pm 12:59am 03:14 5.27am 2h 15m 1_day 53s Nov 27'.split(' '),
  ...'27_Nov 27th, 2026 Monday ( ) (UTC) (Europe/Vienna) (Nowhere/Nix) PST CST GMT+2 · | │ % 27% , .'.split(' '),
  ...'|1758598800 t soon 999999d'.split(' '),
  '\n',
  '\r',
);
const scraps = fc
  .array(fc.oneof(pieces, pieces, pieces, fc.string({ unit: 'binary', maxLength: 6 })), { maxLength: 12 })
  .chain((words) => fc.constantFrom('', ' ', '  ').map((gap) => words.join(gap).replaceAll('_', ' ')));
/** Most of them are times: a wording, and whatever a screen leaves beside it. */
const nearlyTimes = fc
  .tuple(
    fc.constantFrom('', 'resets ', 'Resets', '· resets at '),
    fc.constantFrom('3pm', '03:14', 'Nov 27', 'Nov 27 at 5.27am', '04:01 on 27 Nov', 'in 2h 15m', 'Monday 12:00 AM'),
    fc.constantFrom('', '.', ' (UTC)', ' (Europe/Vienna)', '  27% used', '\n'),
    fc.oneof({ weight: 2, arbitrary: fc.constant('') }, { weight: 1, arbitrary: scraps }),
  )
  .map((parts) => parts.join(''));
const texts = fc.oneof(nearlyTimes, scraps, fc.string({ unit: 'binary' }));

test('no text makes it throw, and what it returns is an instant', () => {
  const parsed = new Set<string | null>();
  fc.assert(
    fc.property(texts, instants, zones, (text, now, timeZone) => {
      parsed.add(parseResetTime(text, { now: new Date(now).toISOString(), timeZone }));
    }),
    { numRuns: 2000 },
  );
  const found = [...parsed].filter((instant) => instant !== null);
  expect(found.length).toBeGreaterThan(50);
  expect(found).toEqual(found.map((instant) => new Date(instant).toISOString()));
});

test('a reset never lies further from now than the window is long', () => {
  let found = 0;
  fc.assert(
    fc.property(texts, instants, zones, fc.integer({ min: 1, max: 50_000 }), (text, now, timeZone, windowMinutes) => {
      const parsed = parseResetTime(text, { now: new Date(now).toISOString(), timeZone, windowMinutes });
      if (parsed === null) return;
      found += 1;
      expect(Math.abs(Date.parse(parsed) - now)).toBeLessThanOrEqual(windowMinutes * MINUTE_MS + RESET_SLACK_MS);
    }),
    { numRuns: 2000 },
  );
  expect(found).toBeGreaterThan(100);
});

/** How the three CLIs write an instant: from its parts in the zone to the text. */
const STYLES: Readonly<Record<string, (part: (type: string) => string, zone: string) => string>> = {
  'resets 3:33am (Zone)': (part, zone) =>
    `resets ${part('hour')}:${part('minute')}${part('dayPeriod').toLowerCase()} (${zone})`,
  'Resets Nov 25, 1:03am (Zone)': (part, zone) =>
    `Resets ${part('month')} ${part('day')}, ${part('hour')}:${part('minute')}${part('dayPeriod').toLowerCase()} (${zone})`,
  'Resets Jan 2, 2026, 10:59pm (Zone)': (part, zone) =>
    `Resets ${part('month')} ${part('day')}, ${part('year')}, ${part('hour')}:${part('minute')}${part('dayPeriod')} (${zone})`,
  '(resets 04:01 on 27 Nov)': (part) =>
    `(resets ${part('hour24')}:${part('minute')} on ${part('day')} ${part('month')})`,
  'try again at Aug 5th, 2026 9:31 AM.': (part) =>
    `try again at ${part('month')} ${part('day')}th, ${part('year')} ${part('hour')}:${part('minute')} ${part('dayPeriod')}.`,
  'Resets Monday 12:00 AM': (part) =>
    `Resets ${part('weekday')} ${part('hour')}:${part('minute')} ${part('dayPeriod')}`,
};

test.each(Object.entries(STYLES))(
  'an instant written in any zone as "%s" parses back to the minute',
  (_name, write) => {
    const ahead = fc.integer({ min: 0, max: 299 });
    fc.assert(
      fc.property(instants, ahead, zones, (now, minutes, zone) => {
        const at = Math.floor(now / MINUTE_MS) * MINUTE_MS + minutes * MINUTE_MS;
        const parsed = parseResetTime(write(partsOf(at, zone), zone), {
          now: new Date(now).toISOString(),
          timeZone: zone,
          windowMinutes: 300,
        });
        if (parsed === new Date(at).toISOString()) return;
        // Only a time that the clocks show twice may be read as the other of its two instants.
        expect(parsed).not.toBeNull();
        const other = Date.parse(parsed ?? '');
        expect(Math.abs(other - at)).toBeLessThanOrEqual(180 * MINUTE_MS);
        expect(write(partsOf(other, zone), zone)).toBe(write(partsOf(at, zone), zone));
      }),
      { numRuns: 200 },
    );
  },
);

test('a length of time written in any unit is added to now', () => {
  const units = fc
    .tuple(fc.nat(6), fc.nat(23), fc.nat(59), fc.nat(59))
    .filter((parts) => parts.some((part) => part > 0));
  const words = fc.constantFrom(
    ['d', 'h', 'm', 's'],
    [' days', ' hours', ' minutes', ' seconds'],
    [' day', ' hr', ' min', ' sec'],
  );
  const gaps = fc.constantFrom(' ', '', ', ');
  fc.assert(
    fc.property(units, words, gaps, instants, (parts, names, gap, now) => {
      // Without a gap, "1 day2 hours" cannot happen in words: only the short form is ever run together.
      const joint = gap === '' && names[0] !== 'd' ? ' ' : gap;
      const text = parts.flatMap((part, index) => (part > 0 ? [`${part}${names[index] ?? ''}`] : [])).join(joint);
      const [days, hours, minutes, seconds] = parts;
      const length = (((days * 24 + hours) * 60 + minutes) * 60 + seconds) * 1000;
      expect(parseResetTime(`resets in ${text}`, { now: new Date(now).toISOString(), timeZone: 'UTC' })).toBe(
        new Date(now + length).toISOString(),
      );
    }),
  );
});

test('a long text is read in time that grows with its length only', () => {
  const now = '2026-11-21T01:08:00.000Z';
  for (const piece of [
    'resets ',
    'Resets(',
    '(resets 3',
    ' '.repeat(50),
    'resets 3pm (',
    '\n'.repeat(20),
    '1d 2h ',
    'resets Nov ',
  ]) {
    const text = piece.repeat(Math.ceil(200_000 / piece.length));
    expect(parseResetTime(text, { now, timeZone: 'UTC' })).toBeNull();
  }
});

function partsOf(at: number, zone: string): (type: string) => string {
  const twelve = new Intl.DateTimeFormat('en-US', {
    timeZone: zone,
    weekday: 'long',
    year: 'numeric',
    month: 'short',
    day: 'numeric',
    hour: 'numeric',
    minute: '2-digit',
    hour12: true,
  }).formatToParts(at);
  const hour24 = new Intl.DateTimeFormat('en-GB', { timeZone: zone, hour: '2-digit', hourCycle: 'h23' }).format(at);
  const parts = new Map<string, string>([
    ...twelve.map(({ type, value }) => [type, value] as const),
    ['hour24', hour24],
  ]);
  return (type) => parts.get(type) ?? '';
}
