import { SHELLS } from '@ccx/contracts';
import { Command, Option } from 'commander';
import { describe, expect, test } from 'vitest';
import { completions } from '../../src/complete/completions.ts';
import type { NameKind } from '../../src/complete/values.ts';

/** A program with one of everything. */
function program(): Command {
  const all = (value: string, before: readonly string[] = []): readonly string[] => [...before, value];
  const ccx = new Command('ccx')
    .option('--no-color', 'plain text')
    .version('1.0.0', '-V, --version', 'print it')
    .helpCommand(false);
  ccx
    .command('run')
    .description('Run one prompt.')
    .argument('[prompt]')
    .addOption(new Option('--permission <level>', 'how much').choices(['safe', 'edit', 'full']))
    .option('--profile <names>', 'on these')
    .option('--fallback <names>', 'then on these')
    .option('--agent <name>', 'of this agent')
    .option('--model <name>', 'this model')
    .option('--allow <tool>', 'repeatable', all)
    .option('--prompt-file <file>', 'from a file')
    .option('--cwd <folder>', 'there')
    .option('--worktree <name>', 'in it')
    .option('-q, --quiet', 'say little');
  ccx.command('use').description('Stand on an account.').argument('[name]').option('--unset', 'take it back');
  ccx.command('init').argument('<shell>').option('--wrap <agents...>', 'these commands');
  const quota = ccx
    .command('quota')
    .alias('left')
    .description('What is left.')
    .argument('[name...]')
    .option('--agent <name>', 'of it')
    .helpCommand(false);
  quota.command('wait').description('Wait for room.').argument('[account]');
  const profile = ccx.command('profile').helpCommand(false);
  profile.command('add').argument('<name>').option('--config-dir <folder>', 'where');
  profile.command('rename').argument('<from>').argument('<to>');
  profile.command('import').argument('<file>');
  profile.command('bind').argument('<words...>');
  ccx.command('worktree').helpCommand(false).command('remove').argument('<name>');
  ccx.command('fleet').command('send').argument('<target>').argument('[text...]');
  const queue = ccx.command('queue').helpCommand(false);
  queue.command('cancel').argument('<items...>');
  queue.command('show').argument('<item>');
  queue.command('add').argument('[text]').option('--after <items>', 'these first').option('--lane <lane>', 'there');
  ccx.command('help').argument('[topic]');
  ccx.command('complete', { hidden: true }).argument('[words...]');
  return ccx;
}

const NAMES: Readonly<Record<NameKind, readonly { readonly value: string; readonly description: string }[]>> = {
  profile: [
    { value: 'codex', description: 'Codex' },
    { value: 'work', description: 'Claude Code\t\u001b[31mthe\nfirm' },
  ],
  worktree: [{ value: 'parser', description: '' }],
  session: [{ value: 'docs', description: 'busy' }],
  item: [
    { value: '41', description: 'waiting: migrate the tests' },
    { value: '42', description: 'dead: split the parser' },
  ],
  lane: [{ value: 'claude/work', description: '' }],
};

const complete = (...words: readonly string[]): Promise<readonly string[]> =>
  completions(words, { program: program(), names: async (kind) => NAMES[kind] });
/** Without descriptions. */
const values = async (...words: readonly string[]): Promise<readonly string[]> =>
  (await complete(...words)).map((line) => line.split('\t')[0] ?? '');

describe('commands', () => {
  test('are offered with what they do, and hidden ones are not', async () => {
    const lines = await complete('');
    expect(lines).toContain('run\tRun one prompt.');
    expect(lines).toContain('init');
    expect(lines.some((line) => line.startsWith('complete'))).toBe(false);
  });

  test('are all offered, whatever the word begins with: the shell chooses', async () => {
    expect(await complete('ru')).toEqual(await complete(''));
    expect(await complete()).toEqual(await complete(''));
  });

  test('of a command come with its arguments, and no more once an argument was given', async () => {
    expect(await values('quota', '')).toEqual(['wait', 'codex', 'work']);
    expect(await values('left', 'work', '')).toEqual(['codex']);
  });

  test('are what ccx help explains', async () => {
    expect(await values('help', '')).toEqual(await values(''));
  });
});

describe('options', () => {
  test('of the command are offered with what they do, by their long names', async () => {
    expect(await complete('use', '-')).toEqual(['--unset\ttake it back', '--help\tdisplay help for command']);
    expect(await values('-')).toEqual(['--no-color', '--version', '--help']);
  });

  test('that were given are not offered again, unless they can be repeated', async () => {
    const left = await values('run', '-q', '--allow', 'Bash', '--permission=edit', '--agent', 'codex', '--');
    expect(left).toContain('--allow');
    expect(await values('init', '--wrap', 'claude', '--')).toContain('--wrap');
    expect(left.filter((value) => ['--quiet', '--permission', '--agent'].includes(value))).toEqual([]);
  });

  test('are offered where nothing else can be named', async () => {
    expect(await values('run', '')).toContain('--permission');
    expect(await values('use', 'work', '')).toEqual(['--unset', '--help']);
  });

  test('of a command above are understood below it', async () => {
    expect(await values('--no-color', 'quota', 'wait', '--agent', 'codex', '')).toEqual(['codex', 'work']);
    expect(await values('quota', 'wait', '--agent', '')).toEqual(['claude', 'codex', 'gemini']);
  });
});

describe('values of options', () => {
  test.each([
    [
      ['run', '--permission', ''],
      ['safe', 'edit', 'full'],
    ],
    [
      ['run', '--profile', ''],
      ['codex', 'work'],
    ],
    [
      ['run', '--agent', ''],
      ['claude', 'codex', 'gemini'],
    ],
    [
      ['init', '--wrap', 'claude', ''],
      ['claude', 'codex', 'gemini'],
    ],
    [['run', '--worktree', ''], ['parser']],
    [['run', '--prompt-file', ''], [':files']],
    [['run', '--cwd', ''], [':folders']],
    [['run', '--model', ''], []],
  ])('%j', async (words, offered) => {
    expect(await values(...words)).toEqual(offered);
  });

  test('are offered behind an equals sign: as a whole, or alone where bash broke the word', async () => {
    expect(await values('run', '--agent=')).toEqual(['--agent=claude', '--agent=codex', '--agent=gemini']);
    expect(await values('run', '--agent', '=', 'co')).toEqual(['claude', 'codex', 'gemini']);
    expect(await values('run', '--cwd=')).toEqual([]);
    expect(await values('run', '--unknown=')).toEqual([]);
  });

  test('go on behind a comma with those that are not in the list yet', async () => {
    expect(await values('run', '--fallback', 'work,')).toEqual(['work,codex']);
    expect(await values('run', '--fallback=gemini,c')).toEqual(['--fallback=gemini,codex', '--fallback=gemini,work']);
  });

  test('do not count as arguments', async () => {
    expect(await values('use', '--unset', '')).toEqual(['codex', 'work']);
    expect(await values('run', '--model', 'quota', '--permission', '')).toEqual(['safe', 'edit', 'full']);
  });
});

describe('arguments', () => {
  test.each([
    [
      ['use', ''],
      ['codex', 'work'],
    ],
    [
      ['quota', 'wait', ''],
      ['codex', 'work'],
    ],
    [['init', ''], SHELLS],
    [['profile', 'import', ''], [':files']],
    [
      ['profile', 'bind', ''],
      [':folders', 'codex', 'work'],
    ],
    [
      ['profile', 'rename', ''],
      ['codex', 'work'],
    ],
    [['worktree', 'remove', ''], ['parser']],
    [['fleet', 'send', ''], ['docs']],
    [['fleet', 'send', 'docs', ''], ['--help']],
  ])('%j', async (words, offered) => {
    expect(await values(...words)).toEqual(offered);
  });

  test.each([[['profile', 'add', '']], [['profile', 'rename', 'work', '']]])(
    '%j is a new name: only options are offered',
    async (words) => {
      expect((await values(...words)).every((value) => value.startsWith('--'))).toBe(true);
    },
  );

  test("behind -- are the agent's own", async () => {
    expect(await complete('run', '--', '--permission', '')).toEqual([':files']);
    expect(await complete('run', '--', '--')).toEqual([':files']);
  });
});

test('a description is one line, and holds nothing that moves the cursor', async () => {
  expect(await complete('use', '')).toEqual(['codex\tCodex', 'work\tClaude Code the firm']);
});

test('words that no command knows are passed over', async () => {
  expect(await values('--what', 'use', '--ever', '')).toEqual(['codex', 'work']);
});

describe('items of the queue', () => {
  test('are offered with where they stand, each once', async () => {
    expect(await complete('queue', 'show', '')).toEqual([
      '41\twaiting: migrate the tests',
      '42\tdead: split the parser',
    ]);
    expect(await values('queue', 'cancel', '41', '')).toEqual(['42']);
    expect(await values('queue', 'add', '--after', '')).toEqual(['41', '42']);
  });

  test('require lanes', async () => {
    expect(await values('queue', 'add', '--lane', '')).toEqual(['claude/work']);
  });
});
