import { mkdir, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { writeCalls } from '../transcripts.ts';
import { createStatuslinePlace, type StatuslinePlace } from './statusline-process.ts';

let place: StatuslinePlace;
beforeEach(async () => {
  place = await createStatuslinePlace();
});
afterEach(async () => place.remove());

const HOUR_MS = 3_600_000;
const ago = (hours: number): string => new Date(Date.now() - hours * HOUR_MS).toISOString();
/** A zone in which it is about noon, so that the last hours are of one day. */
const noonZone = (): string => {
  const behind = new Date().getUTCHours() - 12;
  return `Etc/GMT${behind < 0 ? '' : '+'}${behind}`;
};
const told = (more: object = {}): object => ({
  session_id: 's1',
  rate_limits: { five_hour: { used_percentage: 42, resets_at: Math.ceil(Date.now() / 1000) + 2 * 3600 } },
  ...more,
});
const FORMAT = ['--format', 'today {today}, window {window}'];

test('shows what today and the open window cost, of this account alone, from what is kept', async () => {
  // 0.80 for the input, 0.20 for the output: more than a reader of prices could round away.
  const call = { input: 200_000 - 1000, output: 10_000 };
  writeCalls(place.configDir, 's1', [
    { ...call, id: 'm1', at: ago(1) },
    { ...call, id: 'm2', at: ago(6) },
    { ...call, id: 'm3', at: ago(30) },
  ]);
  writeCalls(`${place.home}/.claude-work`, 's2', [{ ...call, id: 'm4', at: ago(1) }]);
  await place.ccx(['profile', 'add', 'work', '--agent', 'claude', '--config-dir', '~/.claude-work']);
  expect((await place.ccx(['usage'])).code).toBe(0);
  expect((await place.line(told(), FORMAT, { TZ: noonZone() })).stdout).toBe('today $1.99, window $1.00\n');
});

test('shows no cost where nobody keeps any, and begins to keep nothing', async () => {
  writeCalls(place.configDir, 's1', [{ id: 'm1', at: ago(1) }]);
  expect((await place.line(told(), FORMAT)).stdout).toBe('today -, window -\n');
  await place.ccx(['usage']);
  const { stdout } = await place.line(told({ rate_limits: {} }), FORMAT, { TZ: noonZone() });
  expect(stdout).toBe('today <$0.01, window -\n');
});

test('marks a cost that leaves calls out, as reports do', async () => {
  writeCalls(place.configDir, 's1', [
    { id: 'm1', input: 1_000_000, at: ago(1) },
    { id: 'm2', model: 'house-model', at: ago(1) },
  ]);
  await place.ccx(['usage']);
  expect((await place.line(told(), FORMAT)).stdout).toMatch(/window \$\d+\.\d\d\+\n$/);
});

test('takes the prices that a person wrote', async () => {
  writeCalls(place.configDir, 's1', [{ id: 'm1', model: 'house-model', input: 1_000_000, at: ago(1) }]);
  await place.ccx(['usage']);
  expect((await place.line(told(), FORMAT)).stdout).toContain('window -');
  const rates = ['input_per_mtok = 3.0', 'output_per_mtok = 0.0', 'cache_read_per_mtok = 0.0'];
  await mkdir(join(place.home, 'ccx'), { recursive: true });
  await writeFile(join(place.home, 'ccx/pricing.toml'), ['[[models]]', 'model = "house-model"', ...rates].join('\n'));
  expect((await place.line(told(), FORMAT)).stdout).toContain('window $3.00');
});
