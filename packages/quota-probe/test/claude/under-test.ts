import { mkdir, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { accountId, type Account, type Instant, type QuotaReading, type QuotaSource } from '@ccx/contracts';
import { fakeAgentCommand, type Scenario } from '@ccx/fake-agents';
import { createTempHome, type TempHome } from '@ccx/testkit';
import { afterAll } from 'vitest';
import type { Command } from '../../src/process/find-cli.ts';
import type { SourceOptions } from '../../src/source-options.ts';
import { systemClock } from '../../src/system-clock.ts';
import type { Found, SourceUnderTest } from '../source-conformance.ts';

export const ACCOUNT: Account = { agent: 'claude', configDir: null, id: accountId('claude', null) };

const homes: TempHome[] = [];
afterAll(() => Promise.all(homes.map((home) => home.remove())));

/** A home that lives as long as the test's file. */
async function newHome(env: Readonly<Record<string, string>> = {}): Promise<TempHome> {
  const home = await createTempHome({ env });
  homes.push(home);
  return home;
}

/** A program of these lines of JavaScript in the place of the CLI. */
function program(script: string): Command {
  return { file: process.execPath, args: ['-e', script, '--'] };
}

const FULL: Scenario = {
  login: 'subscription',
  quota: {
    fiveHour: { percent: 42, resetsIn: '2h' },
    sevenDay: { percent: 17.5, resetsIn: '4d' },
    sevenDayOpus: { percent: null },
    credits: { usedUsd: 12.34, limitUsd: 50 },
  },
};
const SCENARIOS: Readonly<Partial<Record<Found, Scenario>>> = {
  numbers: FULL,
  'no-numbers': { ...FULL, quota: { ...FULL.quota, fails: 500 } },
};
const PROGRAMS: Readonly<Partial<Record<Found, string>>> = {
  garbage: `process.stdout.write('{"type":"control_response","response":[]}\\n\\u0000{{{\\nresult\\n')`,
  silent: `setInterval(() => {}, 1000)`,
};

/** A source of Claude Code with the stand-in, or a worse program, in the place of the CLI. */
export async function claudeUnderTest(
  make: (options: SourceOptions) => QuotaSource,
  found: Found,
): Promise<SourceUnderTest> {
  const { home, cwd, env } = await newHome();
  const configDir = join(home, '.claude');
  await mkdir(configDir);
  await writeFile(join(configDir, '.credentials.json'), '{"claudeAiOauth":{"accessToken":"dummy"}}', { mode: 0o600 });
  const script = PROGRAMS[found];
  const command = script === undefined ? fakeAgentCommand('claude') : program(script);
  return {
    source: make({
      folder: cwd,
      clock: systemClock,
      timeoutMs: found === 'silent' ? 3_000 : 20_000,
      ...(found !== 'missing' && { command }),
    }),
    account: ACCOUNT,
    env: {
      ...env,
      ...(SCENARIOS[found] !== undefined && { FAKE_AGENT_SCENARIO: JSON.stringify(SCENARIOS[found]) }),
      ...(found === 'missing' && { PATH: cwd }),
    },
    configDir,
  };
}

/** What a source makes of a program of these lines of JavaScript. */
export async function readWith(
  make: (options: SourceOptions) => QuotaSource,
  script: string,
  more: Readonly<Record<string, string>> = {},
  now: Instant = systemClock.now(),
): Promise<QuotaReading> {
  const { cwd, env } = await newHome(more);
  const clock = { ...systemClock, now: () => now };
  const source = make({ folder: cwd, clock, command: program(script), timeoutMs: 20_000 });
  return source.read(ACCOUNT, { env, signal: new AbortController().signal });
}
