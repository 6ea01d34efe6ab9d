import { chmod, mkdir, readdir, readFile, stat, symlink, writeFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { accountId, type AgentKind, type RunTarget } from '@ccx/contracts';
import { createTempHome } from '@ccx/testkit';
import fc from 'fast-check';
import { describe, expect, onTestFinished, test } from 'vitest';
import { createSessionCarrier, type SessionMove } from '../src/carry/carry-session.ts';
import { placeCopy } from '../src/carry/copy-record.ts';

const SESSION = '7d54a799-1f0e-4a53-9c0b-0d9bd9b6c0de';
const CWD = '/home/ada/shop';
const PROJECT = 'projects/-home-ada-shop';
const TRANSCRIPT = `${PROJECT}/${SESSION}.jsonl`;
const AGENT = `${PROJECT}/${SESSION}/subagents/agent-1.jsonl`;
const ROLLOUT = `sessions/2026/11/21/rollout-2026-11-21T17-31-49-${SESSION}.jsonl`;

interface Lab {
  readonly move: SessionMove;
  readonly carrier: ReturnType<typeof createSessionCarrier>;
  /** Writes a file of an account. */
  put(account: 'a' | 'b', path: string, text: string): Promise<void>;
  /** Every file below an account's config dir, with its text. */
  files(account: 'a' | 'b'): Promise<Readonly<Record<string, string>>>;
  readonly home: string;
}

async function createLab(agent: AgentKind = 'claude'): Promise<Lab> {
  const temp = await createTempHome();
  onTestFinished(() => temp.remove());
  const of = (name: string): RunTarget => {
    const configDir = join(temp.home, name);
    return { account: { agent, configDir, id: accountId(agent, configDir) }, name, model: null, billing: null };
  };
  return {
    home: temp.home,
    move: { sessionId: SESSION, from: of('a'), to: of('b'), cwd: CWD },
    carrier: createSessionCarrier({ env: temp.env, home: temp.home }),
    async put(account, path, text) {
      const file = join(temp.home, account, path);
      await mkdir(dirname(file), { recursive: true });
      await writeFile(file, text);
    },
    async files(account) {
      const root = join(temp.home, account);
      const entries = await readdir(root, { recursive: true, withFileTypes: true }).catch(() => []);
      const found = entries.filter((entry) => entry.isFile()).map(({ parentPath, name }) => join(parentPath, name));
      const texts = await Promise.all(
        found.map(async (path) => [path.slice(root.length + 1), await readFile(path, 'utf8')]),
      );
      return Object.fromEntries(texts);
    },
  };
}

describe('a session of Claude Code', () => {
  test('is carried with the files of its subagents and its long results, and with nothing else', async () => {
    const lab = await createLab();
    const own = {
      [TRANSCRIPT]: 'one\ntwo\n',
      [AGENT]: 'sub\n',
      [`${PROJECT}/${SESSION}/tool-results/t.txt`]: 'long',
    };
    for (const [path, text] of Object.entries(own)) await lab.put('a', path, text);
    await lab.put('a', `${PROJECT}/another.jsonl`, 'not ours');
    await lab.put('a', `${PROJECT}/memory/notes.md`, 'not ours');
    await lab.put('a', '.credentials.json', 'never');
    await symlink('/etc/hostname', join(lab.home, 'a', PROJECT, SESSION, 'link'));

    expect(await lab.carrier.check(lab.move)).toBeNull();
    expect(await lab.files('b')).toEqual({});
    expect(await lab.carrier.carry(lab.move)).toBeNull();
    expect(await lab.files('b')).toEqual(own);
    const { mode } = await stat(join(lab.home, 'b', TRANSCRIPT));
    expect(mode & 0o777).toBe(0o600);
    expect((await stat(join(lab.home, 'b', PROJECT))).mode & 0o777).toBe(0o700);
  });

  test('is found wherever its transcript lies, and carried to the same place', async () => {
    const lab = await createLab();
    await lab.put('a', `projects/-elsewhere/${SESSION}.jsonl`, 'one\n');
    expect(await lab.carrier.carry(lab.move)).toBeNull();
    expect(await lab.files('b')).toEqual({ [`projects/-elsewhere/${SESSION}.jsonl`]: 'one\n' });
  });

  test('may be carried again, and back with what was added there', async () => {
    const lab = await createLab();
    await lab.put('a', TRANSCRIPT, 'one\n');
    expect(await lab.carrier.carry(lab.move)).toBeNull();
    expect(await lab.carrier.carry(lab.move)).toBeNull();
    await lab.put('b', TRANSCRIPT, 'one\ntwo\n');
    const back = { ...lab.move, from: lab.move.to, to: lab.move.from };
    expect(await lab.carrier.carry(back)).toBeNull();
    expect(await lab.files('a')).toEqual({ [TRANSCRIPT]: 'one\ntwo\n' });
  });

  test.for([
    ['a different transcript', TRANSCRIPT, 'other\n'],
    ['a longer transcript', TRANSCRIPT, 'one\nmore\n'],
    ['a different file of a subagent', AGENT, 'other\n'],
  ] as const)('stays where it is where %s lies there, and nothing is written', async ([, path, text]) => {
    const lab = await createLab();
    await lab.put('a', TRANSCRIPT, 'one\n');
    await lab.put('a', AGENT, 'sub\n');
    await lab.put('b', path, text);
    const why = `${join(lab.home, 'b', path)} is another record than that of session ${SESSION}`;
    expect(await lab.carrier.check(lab.move)).toBe(why);
    expect(await lab.carrier.carry(lab.move)).toBe(why);
    expect(await lab.files('b')).toEqual({ [path]: text });
  });

  test('stays where it is where a folder lies in its place', async () => {
    const lab = await createLab();
    await lab.put('a', TRANSCRIPT, 'one\n');
    await mkdir(join(lab.home, 'b', TRANSCRIPT), { recursive: true });
    expect(await lab.carrier.carry(lab.move)).toContain('is another record');
  });

  test('without a record is not carried', async () => {
    const lab = await createLab();
    expect(await lab.carrier.carry(lab.move)).toBe(`session ${SESSION} has no record that could be carried over`);
  });

  test.runIf(process.geteuid?.() !== 0)('whose record cannot be written says why', async () => {
    const lab = await createLab();
    await lab.put('a', TRANSCRIPT, 'one\n');
    await mkdir(join(lab.home, 'b', 'projects'), { recursive: true });
    await chmod(join(lab.home, 'b', 'projects'), 0o500);
    expect(await lab.carrier.carry(lab.move)).toContain('could not be carried over: EACCES');
  });

  test('says why where a file is in the way of a folder', async () => {
    const lab = await createLab();
    await lab.put('a', TRANSCRIPT, 'one\n');
    await lab.put('b', 'projects', 'a file');
    expect(await lab.carrier.carry(lab.move)).toContain('could not be carried over: ENOTDIR');
  });
});

test('a large record is compared to its last byte', async () => {
  const lab = await createLab();
  const text = `${'x'.repeat(700_000)}\n`;
  await lab.put('a', TRANSCRIPT, `${text}more\n`);
  await lab.put('b', TRANSCRIPT, `${text.slice(0, -2)}y\n`);
  expect(await lab.carrier.carry(lab.move)).toContain('is another record');
  await lab.put('b', TRANSCRIPT, text);
  expect(await lab.carrier.carry(lab.move)).toBeNull();
  expect((await lab.files('b'))[TRANSCRIPT]).toBe(`${text}more\n`);
});

test('a thread of Codex is carried to the same day', async () => {
  const lab = await createLab('codex');
  await lab.put('a', ROLLOUT, 'one\n');
  await lab.put('a', 'auth.json', 'never');
  expect(await lab.carrier.carry(lab.move)).toBeNull();
  expect(await lab.files('b')).toEqual({ [ROLLOUT]: 'one\n' });
});

test('a session is not carried to another vendor, nor for an agent that cannot resume', async () => {
  const { carrier, move } = await createLab();
  const gemini = await createLab('gemini');
  const reason = `the history of session ${SESSION} cannot be reached there`;
  expect(await carrier.carry({ ...move, to: gemini.move.to })).toBe(reason);
  expect(await gemini.carrier.carry(gemini.move)).toBe(reason);
});

test('whatever lies there, a copy is placed exactly where it is a beginning of ours, and leaves nothing beside it', async () => {
  const temp = await createTempHome();
  onTestFinished(() => temp.remove());
  const { home } = temp;
  const text = fc.string({ unit: fc.constantFrom('a', 'b', '\n'), maxLength: 6 });
  let index = 0;
  await fc.assert(
    fc.asyncProperty(text, fc.option(text), async (ours, theirs) => {
      const folder = join(home, String((index += 1)));
      await mkdir(folder);
      const [file, copy] = [join(folder, 'ours'), join(folder, 'theirs')];
      await writeFile(file, ours);
      if (theirs !== null) await writeFile(copy, theirs);
      const placed = await placeCopy(file, copy);
      const may = theirs === null || ours.startsWith(theirs);
      expect(placed === 'other').toBe(!may);
      expect(await readFile(copy, 'utf8')).toBe(may ? ours : theirs);
      expect(await readdir(folder)).toEqual(['ours', 'theirs']);
    }),
    { numRuns: 60 },
  );
});
