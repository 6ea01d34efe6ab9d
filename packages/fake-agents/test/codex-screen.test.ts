import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { PLAN } from './app-server-client.ts';
import { COMPOSER, hasScript, openScreen, send } from './codex-terminal.ts';
import { createLab, until } from './run-fake.ts';

describe.skipIf(!hasScript)('the screen', () => {
  test('is left by one Ctrl-C: the session is named on the terminal, and the exit code is 0', async () => {
    const seen = openScreen();
    await seen.shows(COMPOSER);
    seen.type('abc');
    await seen.shows('› abc');
    seen.type('\u0003');
    await seen.shows(COMPOSER);
    seen.type('\u0003');
    expect(await seen.exit).toBe(0);
    expect(seen.screen().join('\n')).toMatch(/^Session ID: [0-9a-f-]{36}$/m);
    expect(seen.raw()).toContain('\u001B[?1049l');
  });

  test('keeps its thread: tokens, the way back, a rollout of the terminal', async () => {
    const seen = openScreen({ scenario: { ...PLAN, turns: [[{ text: 'One.' }], [{ text: 'Two.' }]] } });
    await seen.shows(COMPOSER);
    await send(seen, 'first');
    await seen.shows('Worked for');
    await send(seen, 'second');
    await seen.shows('• Two.');
    await until(
      'the end of both turns',
      () => seen.screen().filter((line) => line.includes('Worked for')).length === 2,
    );
    seen.type('\u0003');
    expect(await seen.exit).toBe(0);
    const text = seen.screen().join('\n');
    expect(text).toContain('Token usage: total=436 input=352 (+ 2,048 cached) output=84');
    const id = /codex resume ([0-9a-f-]{36})/.exec(text)?.[1];
    const files = readdirSync(join(seen.home, '.codex', 'sessions'), { recursive: true, encoding: 'utf8' });
    const file = files.find((name) => name.endsWith(`${id}.jsonl`)) ?? 'none';
    expect(readFileSync(join(seen.home, '.codex', 'sessions', file), 'utf8')).toContain('"originator":"codex-tui"');
  });

  test('takes text and Enter in one write for a paste', async () => {
    const seen = openScreen();
    await seen.shows(COMPOSER);
    seen.type('hello\r');
    await seen.shows('› hello');
    expect(seen.screen().join('\n')).not.toContain('Working');
  });

  test('says that the plan is used up, and warns above the composer', async () => {
    const seen = openScreen({ scenario: { ...PLAN, steps: [{ limit: { resetsIn: '90m' } }] } });
    await seen.shows(COMPOSER);
    await send(seen, 'go');
    await seen.shows('■ You’ve hit your usage limit.');
    await seen.idle();
    const warning = '⚠ 5h limit: only <1% left · resets at 02:38 · /status';
    expect(seen.screen()).toContain(warning.padStart(120));
  });

  test('tells what commands printed, how they failed, and which files were edited', async () => {
    const steps = [
      { tool: 'Bash', input: { command: 'seq 4' }, output: '1\n2\n3\n4' },
      { tool: 'Bash', input: { command: 'exit 3' }, error: 'Exit code 3' },
      { tool: 'Write', input: { file_path: 'new.txt', content: 'a' } },
      { text: 'Done.\n\nSecond paragraph.' },
    ];
    const seen = openScreen({ scenario: { ...PLAN, steps }, args: ['--no-daemon', '-s', 'danger-full-access'] });
    await seen.shows(COMPOSER);
    expect(seen.screen()).toContain('  permissions: YOLO mode');
    await send(seen, 'go');
    await seen.shows('Second paragraph.');
    await seen.idle();
    const screen = seen.screen();
    const cells = [
      '• Ran seq 4',
      '  └ 2',
      '    3',
      '    4',
      '    + 1 line (^t to expand)',
      '',
      '• Exited (status 3) exit 3',
    ];
    const from = screen.indexOf('• Ran seq 4');
    expect(screen.slice(from, from + 13)).toEqual([
      ...cells,
      '  └ Exit code 3',
      '',
      '• Added new.txt',
      '',
      '• Done.',
      '',
    ]);
  });

  test('interrupts a turn by Escape', async () => {
    const seen = openScreen({ scenario: { ...PLAN, steps: [{ hang: true }] } });
    await seen.shows(COMPOSER);
    await send(seen, 'go');
    await seen.shows('• Working');
    seen.type('\u001B');
    await seen.shows('■ Conversation interrupted');
    await seen.idle();
    seen.type('\u0003');
    expect(await seen.exit).toBe(0);
  });

  test('has no limits to show where the vendor tells none', async () => {
    const seen = openScreen({ scenario: { login: 'subscription', quota: { fails: 500 } } });
    await seen.shows(COMPOSER);
    await send(seen, '/status');
    await seen.shows('data not available yet');
    expect(seen.screen().join('\n')).not.toContain('% left');
  });

  test('shows loading at first without --no-daemon, and only completes a command then', async () => {
    const seen = openScreen({ args: [], env: { FAKE_AGENT_TIMING: 'scaled:0.2' } });
    await seen.shows('loading');
    seen.type('/sta');
    await seen.shows('› /sta');
    seen.type('\r');
    await seen.shows('› /status');
    await seen.shows('~/project');
    expect(seen.screen().join('\n')).not.toContain('% left');
    seen.type('\r');
    await seen.shows('63% left');
  });
});

test('without a terminal it says so and ends', async () => {
  const lab = createLab();
  try {
    const ran = await lab.run(['--no-daemon'], { agent: 'codex' });
    expect(ran).toMatchObject({ code: 1, text: '', stderr: 'Error: stdin is not a terminal\n' });
  } finally {
    lab[Symbol.dispose]();
  }
});
