import { expect, test } from 'vitest';
import { CcxError } from '@ccx/contracts';
import { parseCommand } from '../../src/handlers/command.ts';
import { parsePrompt } from '../../src/handlers/prompt-payload.ts';

const least = { prompt: 'mend it', cwd: '/repo', permission: 'edit' };

test('a prompt needs words and a folder; what is not said is absent', () => {
  expect(parsePrompt(least)).toEqual(least);
  expect(parsePrompt({ prompt: 'x', cwd: '/' })).toEqual({ prompt: 'x', cwd: '/', permission: 'safe' });
});

test('every field of a prompt comes through', () => {
  const whole = {
    ...least,
    title: 'Mend',
    model: 'opus',
    effort: 'high',
    allowedTools: ['Bash(npm test)'],
    worktree: { name: 'mend', base: 'main' },
    maxTurns: 10,
    maxBudgetUsd: 2,
    timeoutMs: 60_000,
    idleTimeoutMs: 1_000,
    allowDenied: true,
    verify: { command: 'npm test', rounds: 2 },
    ifWindowClosed: true,
    carrySession: true,
    rerunAfterReads: false,
    env: { CI: '1' },
    extraArgs: ['--debug'],
  };
  expect(parsePrompt(whole)).toEqual(whole);
  expect(parsePrompt({ ...least, verify: { command: 'true' } }).verify).toEqual({ command: 'true', rounds: 3 });
});

test.each([
  [null, 'null is no object'],
  [[], '[] is no object'],
  [{ cwd: '/' }, '"prompt" is missing, expected a text that is not empty'],
  [{ ...least, prompt: '  ' }, '"prompt" is "  "'],
  [{ ...least, cwd: 'repo' }, '"cwd" is "repo", expected an absolute path'],
  [{ ...least, permission: 'root' }, 'expected one of safe, edit, full'],
  [{ ...least, maxTurns: 0 }, '"maxTurns" is 0, expected a number from 1 on'],
  [{ ...least, timeoutMs: '2h' }, '"timeoutMs" is "2h"'],
  [{ ...least, allowedTools: 'Bash' }, 'expected a list of texts'],
  [{ ...least, env: { A: 1 } }, 'expected an object of texts'],
  [{ ...least, allowDenied: 'yes' }, 'expected true or false'],
  [{ ...least, verify: { command: '' } }, 'prompt.verify: "command" is ""'],
  [{ ...least, worktree: 'mend' }, 'prompt.worktree: "mend" is no object of name, base'],
  [{ ...least, timeout: 5 }, '"timeout" is not known'],
])('%o is refused with words', (payload, words) => {
  let thrown: unknown;
  try {
    parsePrompt(payload);
  } catch (error) {
    thrown = error;
  }
  expect(CcxError.is(thrown, 'invalid_argument')).toBe(true);
  expect(String(thrown)).toContain(words);
});

test('a command needs a command and a folder', () => {
  const command = { command: 'make', cwd: '/repo', timeoutMs: 5, env: { CI: '1' } };
  expect(parseCommand(command)).toEqual(command);
  expect(() => parseCommand({ command: 'make' })).toThrow('"cwd" is missing');
  expect(() => parseCommand({ ...command, prompt: 'x' })).toThrow('"prompt" is not known');
});
