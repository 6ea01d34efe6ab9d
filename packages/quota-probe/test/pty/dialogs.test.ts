import { describe, expect, test } from 'vitest';
import { CLAUDE_SCREEN } from '../../src/claude/screen.ts';
import { CODEX_SCREEN } from '../../src/codex/screen.ts';
import { GEMINI_SCREEN } from '../../src/gemini/screen.ts';
import { frameOf, recorded } from './frames.ts';
import { TalkTime } from './talk-time.ts';

const SCREENS = { claude: CLAUDE_SCREEN, codex: CODEX_SCREEN, gemini: GEMINI_SCREEN };
const [ESC, DOWN, UP, ENTER] = ['\u001B', '\u001B[B', '\u001B[A', '\r'];

describe('a dialog that was recorded', () => {
  test.for([
    ['claude/theme', 'theme', 'onboarding', []],
    ['claude/api-key', 'API key', 'dialog', [ESC]],
    ['claude/login', 'login', 'not-logged-in', []],
    ['claude/login-code', 'login', 'not-logged-in', []],
    ['claude/security-notes', 'security notes', 'onboarding', []],
    ['claude/trust', 'folder trust', 'trust-prompt', [ESC]],
    ['claude/trust-refused', 'folder trust', 'trust-prompt', [ESC]],
    ['claude/bypass', 'permission bypass', 'dialog', [ESC]],
    ['claude/auto-mode', 'auto mode', 'dialog', [ESC]],
    ['claude/fullscreen', 'fullscreen renderer', 'dialog', [ESC]],
    ['claude/settings-error', 'settings error', 'dialog', [DOWN]],
    ['codex/sign-in', 'sign-in', 'not-logged-in', []],
    ['codex/trust', 'folder trust', 'trust-prompt', [ESC]],
    ['gemini/trust', 'folder trust', 'trust-prompt', [ESC]],
    ['gemini/first-run', 'folder trust', 'trust-prompt', [ESC]],
  ] as const)('%s is known as "%s" and never accepted', ([screen, name, code, keys]) => {
    const time = new TalkTime({ agent: agentOf(screen) });
    expect(time.keys(recorded(screen), 900)).toEqual(keys);
    expect(time.talk.standing?.dialog).toMatchObject({ name, code });
    expect(time.talk.phase).toBe(keys.length === 0 ? 'failed' : 'dialog');
  });

  test.for([
    'claude/ready',
    'claude/typed',
    'claude/usage',
    'claude/closed',
    'codex/ready',
    'codex/status',
    'gemini/ready',
  ])('%s shows none', (screen) => {
    const time = new TalkTime({ agent: agentOf(screen) });
    time.show(recorded(screen), 900);
    expect(time.talk.standing).toBeNull();
  });

  test('is named in the result by its own words', () => {
    const time = new TalkTime({ agent: CLAUDE_SCREEN });
    time.show(recorded('claude/api-key'), 300);
    expect(time.talk.standing?.title).toBe('Detected a custom API key in your environment');
  });
});

describe('trust in the folder of ccx', () => {
  test('is given to Claude Code by moving to the accepting answer, and Enter only where it is seen to be chosen', () => {
    const time = new TalkTime({ agent: CLAUDE_SCREEN, mayTrust: true });
    const refusing = recorded('claude/trust');
    const accepting = frameOf(
      refusing.text.replace('❯ No, exit', '  No, exit').replace('  Yes, I trust', '❯ Yes, I trust'),
    );
    expect(time.show(refusing, 210)).toEqual([[200, DOWN]]);
    // A frame that is still being drawn is not believed.
    expect(time.show(accepting, 200)).toEqual([]);
    expect(time.keys(accepting, 20)).toEqual([ENTER]);
    expect(time.keys(accepting, 500)).toEqual([]);
  });

  test('is given where the accepting answer stands above, too', () => {
    const time = new TalkTime({ agent: CLAUDE_SCREEN, mayTrust: true });
    const { text } = recorded('claude/trust');
    const frame = frameOf(text.replace(/❯ No, exit\n(.*)\n/, '  Yes, I trust this folder\n ❯ No, exit\n'));
    expect(time.keys(frame, 210)).toEqual([UP]);
  });

  test.for([
    ['codex/trust', '1. Trust and continue'],
    ['gemini/trust', '1. Trust folder (project)'],
  ])('is given where it is the default: %s', ([screen]) => {
    const time = new TalkTime({ agent: agentOf(screen ?? ''), mayTrust: true });
    expect(time.keys(recorded(screen ?? ''), 900)).toEqual([ENTER]);
  });

  test.for([
    ['no answer accepts', (text: string) => text.replace('Yes, I trust this folder', 'Ask me later')],
    ['two answers accept', (text: string) => text.replace('No, exit', 'Yes, I trust this folder')],
    ['nothing is highlighted', (text: string) => text.replace('❯ No', '  No')],
  ] as const)('is not given where %s', ([, change]) => {
    const time = new TalkTime({ agent: CLAUDE_SCREEN, mayTrust: true });
    expect(time.keys(frameOf(change(recorded('claude/trust').text)), 900)).toEqual([ESC]);
  });

  test('ends after six keys that moved nothing', () => {
    const time = new TalkTime({ agent: CLAUDE_SCREEN, mayTrust: true });
    expect(time.keys(recorded('claude/trust'), 20_000)).toEqual(Array.from({ length: 6 }, () => DOWN));
    expect(time.end).toEqual({ do: 'end', reading: null });
    expect(time.talk.standing?.dialog.code).toBe('trust-prompt');
  });
});

describe('any other dialog', () => {
  test('loses its settings only for this start: the answer that changes nothing is moved to and seen', () => {
    const time = new TalkTime({ agent: CLAUDE_SCREEN });
    const first = recorded('claude/settings-error');
    const third = frameOf(first.text.replace('❯ 1.', '  1.').replace('  3.', '❯ 3.'));
    expect(time.keys(first, 250)).toEqual([DOWN]);
    expect(time.keys(third, 250)).toEqual([ENTER]);
  });

  test('that nobody knows is closed when it has stood still for a second', () => {
    const time = new TalkTime({ agent: CLAUDE_SCREEN });
    const strange = frameOf('  Shall we begin?\n\n  ❯ 1. Yes, and pay\n    2. No\n');
    expect(time.show(strange, 1_500)).toEqual([[1_000, ESC]]);
    expect(time.talk.standing).toMatchObject({ dialog: { code: 'dialog' }, title: 'Shall we begin?' });
  });

  test('that nobody knows is named by its first words below the rule, not by what stands above', () => {
    const time = new TalkTime({ agent: CLAUDE_SCREEN });
    time.show(recorded('claude/other-list'), 100);
    expect(time.talk.standing).toMatchObject({ dialog: { name: 'a dialog nobody knows' }, title: 'Select model' });
  });

  test('that does not go away ends the talk three seconds after its answer', () => {
    const time = new TalkTime({ agent: CLAUDE_SCREEN });
    expect(time.show(recorded('claude/auto-mode'), 10_000)).toEqual([[200, ESC]]);
    expect(time.nowMs).toBe(3_210);
    expect(time.talk.phase).toBe('failed');
  });

  test('is known to stand still below a picture that moves', () => {
    const time = new TalkTime({ agent: CODEX_SCREEN });
    const { text } = recorded('codex/sign-in');
    for (let at = 0; at < 30 && time.end === null; at += 1) {
      time.show(frameOf(`${' '.repeat(at)}⣶⣄⡀${String.fromCodePoint(0x28_00 + at)}\n${text}`), 20);
    }
    expect(time.nowMs).toBeLessThan(300);
    expect(time.talk.standing?.dialog.code).toBe('not-logged-in');
  });

  test('that follows another is answered for itself', () => {
    const time = new TalkTime({ agent: CLAUDE_SCREEN });
    expect(time.keys(recorded('claude/auto-mode'), 250)).toEqual([ESC]);
    expect(time.keys(recorded('claude/fullscreen'), 250)).toEqual([ESC]);
    expect(time.keys(recorded('claude/ready'), 250)).toEqual(['/usage']);
    expect(time.talk.standing).toBeNull();
  });
});

function agentOf(screen: string): (typeof SCREENS)[keyof typeof SCREENS] {
  const [agent] = screen.split('/');
  const found = Object.values(SCREENS).find((one) => one.agent === agent);
  if (found === undefined) throw new Error(`no agent for ${screen}`);
  return found;
}
