import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { PLAN } from './app-server-client.ts';
import { COMPOSER, hasScript, openScreen, send } from './codex-terminal.ts';

const FIXTURES = join(import.meta.dirname, 'fixtures', 'codex');

describe.skipIf(!hasScript)('the screen is the recorded one', () => {
  test('/status with a plan', async () => {
    const seen = openScreen();
    await seen.shows(COMPOSER);
    await send(seen, '/status');
    await seen.shows('96% left');
    expect(seen.screen().map(comparable)).toEqual(recorded('tui-status-chatgpt-no-daemon', 'status'));
    // Whoever only strips escapes finds no blanks: the trap of the real screen.
    expect(seen.raw()).toContain('63%\u001B[22;61Hleft');
  });

  test('/status on a narrow terminal: no bars, long values wrapped, the top scrolled away', async () => {
    const seen = openScreen({ columns: 60, rows: 24 });
    await seen.shows(COMPOSER);
    await send(seen, '/status');
    await seen.shows('96% left');
    const pieces = (lines: readonly string[]): readonly string[] =>
      lines.map((line) => line.replace(/^ {33}[0-9a-f-]{9,27}$/, 'PIECE OF ID'));
    expect(pieces(seen.screen().map(comparable))).toEqual(pieces(recorded('tui-status-narrow', 'status')));
  });

  test('/status with a background server', async () => {
    const env = { FAKE_AGENT_TIMING: 'collapsed', FAKE_AGENT_NOW: '2026-11-21T01:24:26.000Z' };
    const later = { fiveHour: { percent: 37, resetsIn: '90m' }, sevenDay: { percent: 61, resetsIn: '3d' } };
    const spark = { id: 'codex_spark', name: 'gpt-5.3-codex-spark', fiveHour: { percent: 4, resetsIn: '150m' } };
    const quota = { ...PLAN.quota, ...later, others: [spark] };
    const seen = openScreen({ args: [], env, scenario: { ...PLAN, quota } });
    await seen.shows('~/project');
    await send(seen, '/status');
    await seen.shows('96% left');
    expect(seen.screen().map(comparable)).toEqual(recorded('tui-status-chatgpt', 'status'));
    seen.type('\u0003');
    expect(await seen.exit).toBe(0);
    expect(seen.screen().join('\n')).toContain('Disconnected from this task. Any running work continues.');
  });

  test('/status with a key: no limits', async () => {
    const seen = openScreen({ scenario: { login: 'api-key' } });
    await seen.shows(COMPOSER);
    await send(seen, '/status');
    await seen.shows('data not available yet');
    // Recorded with a provider of its own, which has no account to tell of.
    const others = /^ +(Visit https|information on|Account:|Model provider:)/;
    const rows = (lines: readonly string[]): readonly string[] =>
      lines.filter((line) => line !== '' && !others.test(line));
    expect(rows(seen.screen().map(comparable))).toEqual(rows(recorded('tui-status-api-key', 'status')));
    expect(seen.screen()).toContain('  Account:             API key configured (run codex login to use ChatGPT)');
  });

  test('a turn, while it goes on and when it is over', async () => {
    const seen = openScreen({
      scenario: {
        ...PLAN,
        steps: [{ wait: 300 }, { tool: 'Bash', input: { command: 'echo hi' }, output: 'hi' }, { text: 'Hello.' }],
      },
    });
    await seen.shows(COMPOSER);
    await send(seen, 'Say hi');
    await seen.shows('• Working (0s • esc to interrupt)');
    expect(seen.screen().map(comparable)).toEqual(recorded('tui-turn', 'working'));
    await seen.shows('Worked for');
    await seen.idle();
    expect(seen.screen().map(comparable)).toEqual(recorded('tui-turn', 'done'));
  });

  test('the question for trust; the answer is remembered', async () => {
    const seen = openScreen({ trusted: false });
    await seen.shows('enter continue · esc back');
    expect(seen.screen().map(comparable).filter(Boolean)).toEqual(
      recorded('tui-trust-prompt', 'trust').filter(Boolean),
    );
    seen.type('\r');
    await seen.shows(COMPOSER);
    expect(readFileSync(join(seen.home, '.codex', 'config.toml'), 'utf8')).toBe(
      `\n[projects.${JSON.stringify(join(seen.home, 'project'))}]\ntrust_level = "trusted"\n`,
    );
  });

  test('the first run without a login', async () => {
    const seen = openScreen({ scenario: { login: 'none' } });
    await seen.shows('Press enter to continue');
    expect(seen.screen().filter(Boolean)).toEqual(recorded('tui-no-auth', 'signin').filter(Boolean));
    seen.type('\u0003');
    expect(await seen.exit).toBe(0);
  });
});

function recorded(name: string, screen: string): readonly string[] {
  const text = readFileSync(join(FIXTURES, name, `${screen}.txt`), 'utf8');
  return text.split('\n').map(comparable);
}

/** Without ids, times, folders, and the warnings about the machine. */
function comparable(line: string): string {
  return line
    .replace(/ *⚠ \d+ warnings? · f2 to view/, '')
    .replace(/[0-9a-f]{8}-[0-9a-f-]{27}/, 'ID')
    .replace(/Worked for \S+ • \d\d:\d\d/, 'Worked for TIME')
    .replace(/^ {2}\/\S+\/project$/, '  /FOLDER')
    .replace(/^ {2}\/home\/dev\/project *$/, '  /FOLDER')
    .trimEnd();
}
