import { CcxError } from '@ccx/contracts';
import { expect, test } from 'vitest';
import { claudeResumeArguments } from '../src/claude/resume-arguments.ts';

const again = (...args: readonly string[]): readonly string[] => claudeResumeArguments(args, 's-1');

test.for<readonly [that: string, given: readonly string[], kept: readonly string[]]>([
  ['nothing', [], []],
  ['a prompt', ['Mend it.'], []],
  ['a prompt after --', ['--model', 'opus', '--', '--mend', 'it'], ['--model', 'opus']],
  [
    'options with their values',
    ['--model', 'opus', '--verbose', '-n', 'shop'],
    ['--model', 'opus', '--verbose', '-n', 'shop'],
  ],
  ['values behind =', ['--model=opus', '--session-id=x', 'prompt', '--debug=api'], ['--model=opus', '--debug=api']],
  [
    'a value that looks like an option',
    ['--append-system-prompt', '--be kind', 'prompt'],
    ['--append-system-prompt', '--be kind'],
  ],
  [
    'options with any number of values',
    ['--add-dir', '/a', '/b', '--ide', 'prompt'],
    ['--add-dir', '/a', '/b', '--ide'],
  ],
  ['an empty value', ['--tools', '', '--verbose', 'prompt'], ['--tools', '', '--verbose']],
  ['an option that may have a value', ['--debug', 'api', 'prompt'], ['--debug', 'api']],
  ['one that may have a value and has none', ['-d', '--verbose', 'prompt'], ['-d', '--verbose']],
  [
    'the session of the first start',
    ['--resume', 'x', '--fork-session', '-c', '--session-id', 'y', '--from-pr', '7'],
    [],
  ],
  ['a choice from a list of sessions', ['--resume', '--model', 'opus'], ['--model', 'opus']],
  ['a prompt between options', ['--verbose', 'Mend it.', '--model', 'opus', '-'], ['--verbose', '--model', 'opus']],
])('a second start is given again what is right of %s, and the session', ([, given, kept]) => {
  expect(again(...given)).toEqual([...kept, '--resume', 's-1']);
});

test.for([
  [['-p', 'hi']],
  [['--print']],
  [['--bg']],
  [['--worktree', 'x']],
  [['--cloud']],
  [['--version']],
  [['--an-option-of-tomorrow']],
  [['-cd']],
  [['mcp', 'list']],
  [['--model', 'opus', 'update']],
])('a session started with %j is not supervised', ([args]) => {
  expect(() => claudeResumeArguments(args ?? [], 's-1')).toThrow(
    expect.toSatisfy((error) => CcxError.is(error, 'agent_unsupported_option')),
  );
});

test('a prompt that is the name of an option is no option', () => {
  expect(again('constructor', 'toString')).toEqual(['--resume', 's-1']);
  expect(() => again('--constructor')).toThrow('--constructor');
});
