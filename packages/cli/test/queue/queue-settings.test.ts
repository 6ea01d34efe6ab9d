import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { backendPlace, sqliteBackend, withPassword } from '../../src/queue-settings/backend-path.ts';
import { readQueueSettings, settingsReader } from '../../src/queue-settings/read-settings.ts';
import { withBackend } from '../../src/queue-settings/write-backend.ts';

let folder = '';
let path = '';
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'ccx-settings-'));
  path = join(folder, 'config.toml');
});
afterEach(() => rmSync(folder, { recursive: true }));

function wrong(text: string): string {
  writeFileSync(path, text);
  try {
    readQueueSettings(path);
    return '';
  } catch (error) {
    return error instanceof Error ? error.message.replace(path, 'config.toml') : '';
  }
}

describe('the settings of the queue', () => {
  test('are the defaults where there is no file, and no table', () => {
    expect(readQueueSettings(path)).toEqual({ limits: {} });
    writeFileSync(path, '[other]\nx = 1\n');
    expect(readQueueSettings(path)).toEqual({ limits: {} });
  });

  test('are limits of the queue, and caps of unattended work', () => {
    writeFileSync(
      path,
      `[queue]
backend = "sqlite:///srv/queue.db"
cap = 50
running = 2
per_key = 3
starts_per_hour = 10
attempts = 5
stalls = 2
backoff = "30s"
timeout = "1h30m"
keep_percent = 20
usd_per_day = 12.5
hours = "22:00-07:00"
equal_failures = 3
keep_days = 30

[queue.per_lane]
"claude/work" = 1
`,
    );
    expect(readQueueSettings(path)).toEqual({
      backend: 'sqlite:///srv/queue.db',
      limits: {
        cap: 50,
        running: 2,
        perKey: 3,
        perLane: { 'claude/work': 1 },
        startsPerHour: 10,
        maxAttempts: 5,
        maxStalls: 2,
        backoff: { firstMs: 30_000, factor: 2, maxMs: 3_600_000, jitter: 0.2 },
      },
      timeoutMs: 5_400_000,
      keepPercent: 20,
      usdPerDay: 12.5,
      hours: '22:00-07:00',
      equalFailures: 3,
      keepDays: 30,
    });
  });

  test.for<[string, string]>([
    ['[queue]\n\nmax = 3\n', 'config.toml:3: "max" is no setting of the queue.'],
    ['[queue]\ncap = 0\n', 'config.toml:2: cap is 0; a whole number of at least 1 was expected.'],
    ['queue.cap = "x"\n', 'config.toml:1: cap is "x"; a whole number of at least 1 was expected.'],
    ['[queue]\nbackoff = 5\n', 'config.toml:2: backoff is 5; a duration such as "90s", "10m" or "1h30m" was expected.'],
    [
      '[queue]\nhours = "22-7"\n',
      'config.toml:2: hours is "22-7"; hours of the day such as "22:00-07:00" was expected.',
    ],
    [
      'x = 1\n[queue.per_lane]\nauto = 0\n',
      'config.toml:2: per_lane is {"auto":0}; a table of lanes and whole numbers was expected.',
    ],
    ['queue = 3\n', 'config.toml: queue is no table.'],
    ['[queue\n', 'config.toml is no TOML'],
    ['[queue]\nconstructor = 1\n', 'config.toml:2: "constructor" is no setting of the queue.'],
  ])('%j is refused with its line', ([text, message]) => {
    expect(wrong(text)).toContain(message);
  });

  test('are read again when the file has changed, and stay what they were while it is wrong', () => {
    const now = settingsReader(path);
    expect(now().limits).toEqual({});
    writeFileSync(path, '[queue]\ncap = 5\n');
    expect(now().limits).toEqual({ cap: 5 });
    writeFileSync(path, '[queue]\ncap = "many"\n');
    expect(now().limits).toEqual({ cap: 5 });
    writeFileSync(path, '[queue]\ncap = 777\n');
    expect(now().limits).toEqual({ cap: 777 });
    expect(() => settingsReader(join(folder, 'config.toml'))()).not.toThrow();
  });
});

describe('naming the backend', () => {
  test.for<[string, string]>([
    ['', '[queue]\nbackend = "sqlite:///x"\n'],
    ['a = 1', 'a = 1\n\n[queue]\nbackend = "sqlite:///x"\n'],
    ['[queue]\r\ncap = 5 # five\r\n', '[queue]\r\nbackend = "sqlite:///x"\r\ncap = 5 # five\r\n'],
    ['[queue]\ncap = 5\nbackend = "sqlite:///y" # there\n[z]\n', '[queue]\ncap = 5\nbackend = "sqlite:///x"\n[z]\n'],
  ])('changes %j alone', ([before, after]) => {
    expect(withBackend(before, 'sqlite:///x')).toBe(after);
  });

  test('is taken away again', () => {
    const text = '# mine\n[queue]\ncap = 5\n';
    expect(withBackend(withBackend(text, 'sqlite:///x'), null)).toBe(text);
    expect(withBackend(text, null)).toBe(text);
  });

  test('is refused rather than guessed where the table is written in another form', () => {
    for (const text of ['queue = { cap = 5 }\n', 'queue.backend = "sqlite:///y"\n'])
      expect(() => withBackend(text, 'sqlite:///x')).toThrow('a form that ccx cannot change');
  });

  test('knows any path', () => {
    for (const path of ['/x/queue.db', '/with space/ä#?%20/q.db'])
      expect(backendPlace(sqliteBackend(path))).toEqual({ is: 'file', path });
    for (const one of ['mysql://x/y', 'sqlite://x.db', 'x', 'http://x/y', 'sqlite:x'])
      expect(() => backendPlace(one)).toThrow('is no backend');
  });

  test('does not repeat the password of a mistyped address', () => {
    expect(() => backendPlace('postgress://ada:s3/cr@et@x/y')).toThrow('"postgress://***@x/y" is no backend');
  });

  test('knows the address of a server, and shows it without its password', () => {
    const url = 'redis://ada:s3cr%20et@queue.example:6380/2';
    expect(backendPlace(url)).toEqual({ is: 'server', url, shown: 'redis://ada:***@queue.example:6380/2' });
    const database = 'postgres://queue.example/ccx?password=s3cret&sslmode=require';
    expect(backendPlace(database)).toEqual({ is: 'server', url: database, shown: 'postgres://queue.example/ccx' });
    for (const one of [
      'redis://',
      'redis://ada:s3cret@queue.example:no/0',
      'rediss://ada:s3cret@x/first',
      'postgres://x:s3cret@y/a/b',
    ]) {
      expect(() => backendPlace(one)).toThrow('is not understood');
      expect(() => backendPlace(one)).not.toThrow('s3cret');
    }
    expect(withPassword('redis://x:1/0', 'a b@c')).toBe('redis://:a%20b%40c@x:1/0');
    expect(withPassword('redis://ada:mine@x:1/0', 'other')).toBe('redis://ada:mine@x:1/0');
    expect(withPassword('postgres://ada@x/y', 'a b')).toBe('postgres://ada:a%20b@x/y');
    expect(withPassword('postgres://x/y?password=mine', 'other')).toBe('postgres://x/y?password=mine');
  });
});
