import { describe, expect, test } from 'vitest';
import { CcxError } from '../src/error.ts';
import { parseResetTime } from '../src/reset-time.ts';
import { WORDINGS } from './reset-wordings.ts';

type Row = readonly [
  what: string,
  text: string,
  now: string,
  zone: string,
  windowMinutes: number | null,
  expected: string | null,
];

function parse([, text, now, timeZone, windowMinutes]: Row): string | null {
  return parseResetTime(text, { now, timeZone, ...(windowMinutes === null ? {} : { windowMinutes }) });
}

describe('every wording that a vendor was seen to use', () => {
  test.each(WORDINGS)('%s: %j', (...row) => {
    expect(parse(row)).toBe(row[5]);
  });
});

const H5 = 300;
const WEEK = 10_080;

describe('which occurrence is meant', () => {
  const rows: readonly Row[] = [
    [
      'a bare time without a window is the next one',
      '3pm',
      '2026-11-28T15:05:00.000Z',
      'UTC',
      null,
      '2026-11-29T15:00:00.000Z',
    ],
    [
      'the minute that runs now is not past',
      '3:05pm',
      '2026-11-28T15:05:40.000Z',
      'UTC',
      null,
      '2026-11-28T15:05:00.000Z',
    ],
    [
      'a stale screen of a 5-hour window is over',
      '3pm',
      '2026-11-28T15:05:00.000Z',
      'UTC',
      H5,
      '2026-11-28T15:00:00.000Z',
    ],
    ['also over midnight', '11:58pm', '2026-11-28T00:05:00.000Z', 'UTC', H5, '2026-11-27T23:58:00.000Z'],
    [
      'a time tomorrow that the window reaches',
      '1am',
      '2026-11-28T21:05:00.000Z',
      'UTC',
      H5,
      '2026-11-29T01:00:00.000Z',
    ],
    ['a weekly window reaches tomorrow', '3pm', '2026-11-28T15:05:00.000Z', 'UTC', WEEK, '2026-11-29T15:00:00.000Z'],
    [
      'a minute more than the window is rounding',
      'resets 8:06pm',
      '2026-11-28T15:05:00.000Z',
      'UTC',
      H5,
      '2026-11-28T20:06:00.000Z',
    ],
    ['ten minutes more are no reset of it', 'resets 8:15pm', '2026-11-28T15:05:00.000Z', 'UTC', H5, null],
    ['neither is a length that is longer', 'resets in 5h 10m', '2026-11-28T15:05:00.000Z', 'UTC', H5, null],
    ['an absolute time long past is none', 'limit reached|1758598800', '2026-11-28T15:05:00.000Z', 'UTC', H5, null],
    [
      'without a window it is over',
      'limit reached|1758598800',
      '2026-11-28T15:05:00.000Z',
      'UTC',
      null,
      '2025-09-23T03:40:00.000Z',
    ],
    [
      'milliseconds behind the bar',
      'limit reached|1758598800000',
      '2025-09-23T01:00:00.000Z',
      'UTC',
      H5,
      '2025-09-23T03:40:00.000Z',
    ],
    ['a misread number is no reset', 'limit reached|9999999999', '2025-09-23T01:00:00.000Z', 'UTC', null, null],
    ['a date of next year', 'Jan 2, 3am', '2026-12-31T23:00:00.000Z', 'UTC', null, '2027-01-02T03:00:00.000Z'],
    ['a date of last year', 'Dec 31, 11pm', '2027-01-01T00:05:00.000Z', 'UTC', null, '2026-12-31T23:00:00.000Z'],
    [
      'the year turns in the zone, not in UTC',
      '12:30am',
      '2026-12-31T14:30:00.000Z',
      'Asia/Tokyo',
      H5,
      '2026-12-31T15:30:00.000Z',
    ],
    ['a leap day', 'Feb 29 at 3pm', '2028-02-27T00:00:00.000Z', 'UTC', WEEK, '2028-02-29T15:00:00.000Z'],
    ['a leap day that this year lacks', 'Feb 29 at 3pm', '2026-02-27T00:00:00.000Z', 'UTC', WEEK, null],
    [
      'a weekday that is today and past',
      'Monday 12:00 AM',
      '2026-11-23T00:05:00.000Z',
      'UTC',
      null,
      '2026-11-30T00:00:00.000Z',
    ],
    [
      'a date alone that is today began at midnight',
      'Resets Nov 27',
      '2026-11-27T09:00:00.000Z',
      'Europe/Vienna',
      WEEK,
      '2026-11-26T23:00:00.000Z',
    ],
  ];
  test.each(rows)('%s: %j', (...row) => {
    expect(parse(row)).toBe(row[5]);
  });
});

describe('clock changes', () => {
  const rows: readonly Row[] = [
    // Vienna sets its clocks back on 2026-10-25 from 03:00 (01:00Z) to 02:00, forward on 2026-03-29 from 02:00 to 03:00.
    [
      'a time that repeats is the first of the two',
      '2:30am',
      '2026-10-25T00:00:00.000Z',
      'Europe/Vienna',
      H5,
      '2026-10-25T00:30:00.000Z',
    ],
    [
      'until it is past, then the second',
      '2:30am',
      '2026-10-25T00:45:00.000Z',
      'Europe/Vienna',
      H5,
      '2026-10-25T01:30:00.000Z',
    ],
    ['after both it is over', '2:30am', '2026-10-25T02:00:00.000Z', 'Europe/Vienna', H5, '2026-10-25T01:30:00.000Z'],
    [
      'only the second lies in a window that began early',
      'Oct 25 at 2:30am',
      '2026-10-25T06:00:00.000Z',
      'Europe/Vienna',
      H5,
      '2026-10-25T01:30:00.000Z',
    ],
    [
      'the night of the change has 25 hours',
      'Oct 25 at 5am',
      '2026-10-25T00:00:00.000Z',
      'Europe/Vienna',
      H5,
      '2026-10-25T04:00:00.000Z',
    ],
    [
      'a time that is skipped does not exist',
      'Mar 29 at 2:30am',
      '2026-03-29T00:00:00.000Z',
      'Europe/Vienna',
      H5,
      null,
    ],
    [
      'the hour after it does',
      'Mar 29 at 3:30am',
      '2026-03-29T00:00:00.000Z',
      'Europe/Vienna',
      H5,
      '2026-03-29T01:30:00.000Z',
    ],
    [
      'a day whose midnight is skipped begins at one',
      'Resets Apr 24',
      '2026-04-20T00:00:00.000Z',
      'Africa/Cairo',
      WEEK,
      '2026-04-23T22:00:00.000Z',
    ],
    [
      'a change by half an hour',
      '1:45am',
      '2026-04-04T14:00:00.000Z',
      'Australia/Lord_Howe',
      H5,
      '2026-04-04T14:45:00.000Z',
    ],
    [
      'a zone with odd minutes',
      '3:33am (Asia/Kathmandu)',
      '2026-04-04T20:00:00.000Z',
      'UTC',
      H5,
      '2026-04-04T21:48:00.000Z',
    ],
  ];
  test.each(rows)('%s: %j', (...row) => {
    expect(parse(row)).toBe(row[5]);
  });
});

describe('zones', () => {
  const rows: readonly Row[] = [
    [
      'an abbreviation with one meaning',
      '3:00 AM PST',
      '2026-01-10T10:00:00.000Z',
      'UTC',
      H5,
      '2026-01-10T11:00:00.000Z',
    ],
    ['in brackets', 'resets 3am (EDT)', '2026-07-10T05:00:00.000Z', 'UTC', H5, '2026-07-10T07:00:00.000Z'],
    ['an offset', 'resets 3am GMT+5:30', '2026-07-09T20:00:00.000Z', 'UTC', H5, '2026-07-09T21:30:00.000Z'],
    ['Etc names', 'resets 3am (Etc/UTC)', '2026-07-10T00:00:00.000Z', 'Europe/Vienna', H5, '2026-07-10T03:00:00.000Z'],
    [
      'three parts',
      'resets 3am (America/Argentina/Ushuaia)',
      '2026-07-10T05:00:00.000Z',
      'UTC',
      H5,
      '2026-07-10T06:00:00.000Z',
    ],
    [
      'in any case, as some captures lose it',
      'resets 3am (europe/vienna)',
      '2026-07-10T00:00:00.000Z',
      'UTC',
      H5,
      '2026-07-10T01:00:00.000Z',
    ],
    [
      'an ambiguous one is the local zone where that bears it',
      '3am CST',
      '2026-01-10T06:00:00.000Z',
      'America/Chicago',
      H5,
      '2026-01-10T09:00:00.000Z',
    ],
    ['BST is London in summer', '3am BST', '2026-07-10T00:00:00.000Z', 'Europe/London', H5, '2026-07-10T02:00:00.000Z'],
    ['IST is India there', '3am IST', '2026-07-09T20:00:00.000Z', 'Asia/Kolkata', H5, '2026-07-09T21:30:00.000Z'],
    ['and unknown elsewhere', '3am IST', '2026-07-09T20:00:00.000Z', 'UTC', H5, null],
    ['no zone', 'resets 3am (all)', '2026-07-10T00:00:00.000Z', 'UTC', H5, null],
    ['an impossible offset', 'resets 3am GMT+19', '2026-07-10T00:00:00.000Z', 'UTC', null, null],
    [
      'an unknown local zone leaves a bare time unknown',
      'resets 3am',
      '2026-07-10T00:00:00.000Z',
      'Nowhere/Nix',
      H5,
      null,
    ],
    [
      'and not one that names its zone',
      'resets 3am (UTC)',
      '2026-07-10T00:00:00.000Z',
      'Nowhere/Nix',
      H5,
      '2026-07-10T03:00:00.000Z',
    ],
    ['nor a length of time', 'resets in 3h', '2026-07-10T00:00:00.000Z', 'Nowhere/Nix', H5, '2026-07-10T03:00:00.000Z'],
  ];
  test.each(rows)('%s: %j', (...row) => {
    expect(parse(row)).toBe(row[5]);
  });
});

describe('what was lost or doubled on a screen', () => {
  const now = '2026-11-21T01:08:00.000Z';
  const rows: readonly Row[] = [
    ['no space anywhere', 'Resetsin2h15m', now, 'UTC', H5, '2026-11-21T03:23:00.000Z'],
    ['collapsed with a percent before it', '8%usedResets4:29am(UTC)', now, 'UTC', H5, '2026-11-21T04:29:00.000Z'],
    [
      'collapsed with the next label behind it',
      'Resets4:29am(UTC)Currentweek(allmodels)',
      now,
      'UTC',
      H5,
      '2026-11-21T04:29:00.000Z',
    ],
    [
      'collapsed date',
      'ResetsJan2,2027,10:59pm(UTC)',
      '2026-12-30T01:00:00.000Z',
      'UTC',
      WEEK,
      '2027-01-02T22:59:00.000Z',
    ],
    ['a doubled length', 'Resets in 2h 15mResets in 2h 15m', now, 'UTC', H5, '2026-11-21T03:23:00.000Z'],
    ['a narrow no-break space before am', 'resets 4:29\u202fAM', now, 'UTC', H5, '2026-11-21T04:29:00.000Z'],
    ['brackets wrapped at a narrow edge', '(resets 04:01 on\n  27 Nov)', now, 'UTC', WEEK, '2026-11-27T04:01:00.000Z'],
    [
      'in a line of JSON',
      '{"message":"Your limit resets 4:29am (UTC)","type":"error"}',
      now,
      'UTC',
      H5,
      '2026-11-21T04:29:00.000Z',
    ],
    [
      'the same time said twice',
      'resets 4:29am · your 5-hour limit resets 4:29am',
      now,
      'UTC',
      H5,
      '2026-11-21T04:29:00.000Z',
    ],
    [
      'prose about resets beside it',
      'Limits reset daily. Your limit resets 4:29am.',
      now,
      'UTC',
      H5,
      '2026-11-21T04:29:00.000Z',
    ],
  ];
  test.each(rows)('%s: %j', (...row) => {
    expect(parse(row)).toBe(row[5]);
  });
});

describe('null rather than a guess', () => {
  const texts: readonly string[] = [
    '',
    'soon',
    'Resets',
    'Resets soon',
    'Resets tomorrow',
    'Resets at',
    'Resets 3',
    'Resets 3p',
    'Resets 3:1',
    'Resets 3:14',
    'Resets 0:30am',
    'Resets 13pm',
    'Resets 24:00',
    'Resets 03:14:59',
    'Resets 3:60pm',
    'Resets 3pm tomorrow',
    'Resets 3pm-5pm',
    'Resets 3pm or 5pm',
    'Resets 3pm (Europe/Vie',
    'Resets 3pm (in Vienna)',
    'Resets Nov',
    'Resets Nov 27 at',
    'Resets Nov 31',
    'Resets Nov 0 at 3pm',
    'Resets Nov 212am',
    'Resets Nov 27 at 3pm next year',
    'Resets Monday',
    'Resets Monday, Nov 24 at 3pm',
    '(resets 01:08 on 24 ',
    '(resets 01:08',
    '(resets 01:08 │',
    'Resets in 3pm',
    'Resets at 2h 15m',
    'Resets in 15m 2h',
    'Resets in 2h 2h',
    'Resets in 1.5h 3m',
    'Resets in -3h',
    'Resets in 2 months',
    'Resets in h',
    'Presets 3pm',
    'Retrying after 20s',
    'try again later',
    '3pm is when it resets',
    'Resets 3pm. Resets 4pm',
    'Resets 3pm and resets 4pm',
    'Resets 3pm someday. Resets 3pm',
    'Resets 9:13 PM (3h 46m)',
    'reached|175859',
    'reached|17585988001',
    'Resets 2026-11-27T04:01:00Z',
  ];
  test.each(texts)('%j', (text) => {
    expect(parseResetTime(text, { now: '2026-11-21T01:08:00.000Z', timeZone: 'UTC' })).toBeNull();
  });

  test('a broken call throws instead', () => {
    expect(() => parseResetTime('3pm', { now: 'noon', timeZone: 'UTC' })).toThrow(CcxError);
    expect(() => parseResetTime('3pm', { now: '2026-11-21T01:08:00.000Z', timeZone: 'UTC', windowMinutes: 0 })).toThrow(
      'windowMinutes is 0',
    );
  });
});
