import { readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import type { RunRecord, RunRequest } from '@ccx/contracts';
import { createTempHome, until } from '@ccx/testkit';
import { describe, expect, onTestFinished, test } from 'vitest';
import { claudeHoldsPrompt } from '../src/claude/holds-prompt.ts';
import { codexHoldsPrompt } from '../src/codex/holds-prompt.ts';
import { fixedRoute } from '../src/index.ts';
import { isRunRecord } from '../src/ledger/shapes.ts';
import { isUuid } from '../src/uuid.ts';
import { NEED } from './support/chain-lab.ts';
import { createLab, type Lab } from './support/scripted-agent.ts';

const UUID = '7d54a799-1f0e-4a53-9c0b-0d9bd9b6c0de';
/** Writes down the id that each start was given; what follows runs with `given`, which is empty where there was none. */
const TAKES_ID = `
  const at = process.argv.indexOf('--session-id');
  const given = at === -1 ? '' : process.argv[at + 1];
  fs.appendFileSync(process.env.HOME + '/given', given + '\\n');
  input();
`;
const REFUSES_ID = `
  ${TAKES_ID}
  if (given !== '') { console.error("error: unknown option '--session-id'"); process.exit(1); }
`;

async function given({ home }: Lab): Promise<readonly string[]> {
  const text = await readFile(join(home.home, 'given'), 'utf8').catch(() => '');
  return text.split('\n').slice(0, -1);
}

describe.concurrent('the id of a new session', () => {
  test('is in the ledger before its agent has said a word', async () => {
    const lab = await createLab(`${TAKES_ID} forever();`);
    const run = lab.runner.run(lab.request(), lab.target);
    await until(async () => (await given(lab)).length === 1);
    const [record] = await lab.ledger.list();
    await run.kill();
    const [id = ''] = await given(lab);
    expect(isUuid(id)).toBe(true);
    expect(record).toMatchObject({ sessionId: null, chosenSessionId: id });
    const [ended] = await lab.ledger.history(60_000);
    expect(ended?.record, 'whoever looks back finds it').toMatchObject({ sessionId: null, chosenSessionId: id });
  });

  test('is told apart from the one that its agent says', async () => {
    const lab = await createLab(`${TAKES_ID} started(); done(given);`);
    const { last } = await lab.runner.run(lab.request(), lab.target).result;
    const [ended] = await lab.ledger.history(60_000);
    expect(ended?.record).toMatchObject({ sessionId: 's-1', chosenSessionId: last.summary.text });
  });

  test('is another one for each attempt', async () => {
    const limit = `{ verdict: 'rejected', windowId: 'session', appliesTo: null, resetsAt: null, resetRaw: null,
      usingExtra: false, windows: [], basis: 'text', observedAt: '2026-01-01T00:00:00.000Z' }`;
    const lab = await createLab(`${TAKES_ID} started();
      const dir = process.env.CLAUDE_CONFIG_DIR;
      if (dir.endsWith('private')) done();
      else {
        fs.mkdirSync(dir + '/projects/here', { recursive: true });
        fs.writeFileSync(dir + '/projects/here/s-1.jsonl', JSON.stringify({ message: { content: [] } }) + '\\n');
        say({ type: 'result', index: 0, failure: { class: 'limit', detail: 'at five', limit: ${limit} }, text: null });
      }`);
    const targets = ['work', 'private'].map((name) => {
      const configDir = join(lab.home.home, name);
      return { ...lab.target, account: { agent: 'claude', configDir, id: `claude:${configDir}` }, name } as const;
    });
    const { attempts } = await lab.runner.chain(lab.request(), NEED, fixedRoute(targets)).result;
    expect(attempts.map(({ outcome }) => outcome.status)).toEqual(['limited', 'success']);
    const ids = await given(lab);
    expect([ids.every(isUuid), new Set(ids).size]).toEqual([true, 2]);
  });

  test.for<[string, Partial<RunRequest>, string]>([
    ['the caller chose one', { session: { mode: 'new', id: UUID } }, UUID],
    ['a session is resumed', { session: { mode: 'resume', id: UUID } }, ''],
    ['a session is forked', { session: { mode: 'fork', id: UUID } }, ''],
    ["the caller's own arguments may choose one", { extraArgs: ['--continue'] }, ''],
  ])('is not chosen where %s', async ([_where, more, id]) => {
    const lab = await createLab(`${TAKES_ID} started(); done();`);
    await lab.runner.run(lab.request(more), lab.target).result;
    const [ended] = await lab.ledger.history(60_000);
    expect([await given(lab), ended?.record.chosenSessionId]).toEqual([[id], undefined]);
  });

  test('is left to an agent of an older version, which is started once more', async () => {
    const lab = await createLab(`${REFUSES_ID} started(); done();`);
    const began: RunRecord[] = [];
    const result = await lab.runner.run(lab.request(), lab.target, {
      observers: [{ started: (record) => began.push(record) }],
    }).result;
    expect(result).toMatchObject({ status: 'success', last: { warnings: [], stderr: '' } });
    expect(await given(lab)).toEqual([expect.stringMatching(/^.{36}$/), '']);
    expect(began, 'one run has begun').toHaveLength(1);
  });

  test('is left to an agent that does not know the stream either', async () => {
    const lab = await createLab(`${REFUSES_ID}
      if (process.argv.includes('stream-json')) { console.error("error: unknown option '--verbose'"); process.exit(1); }
      done();`);
    const result = await lab.runner.run(lab.request(), lab.target).result;
    expect(result).toMatchObject({ status: 'success', last: { warnings: [expect.stringContaining('refused')] } });
    expect(await given(lab)).toEqual([expect.stringMatching(/^.{36}$/), '', '']);
  });
});

test.for([
  ['claude', 'limited', claudeHoldsPrompt, '"type":"user"'],
  ['claude', 'tools', claudeHoldsPrompt, '"type":"user"'],
  ['codex', 'command', codexHoldsPrompt, '"UserMessage"'],
] as const)(
  'a record of %s (%s) can be gone on with from its whole prompt on, wherever it was cut',
  async ([agent, name, holdsPrompt, mark]) => {
    const temporary = await createTempHome();
    onTestFinished(() => temporary.remove());
    const text = await readFile(join(import.meta.dirname, 'fixtures', agent, `${name}.jsonl`), 'utf8');
    const path = join(temporary.home, 'record.jsonl');
    const holds = async (length: number): Promise<boolean> => {
      await writeFile(path, text.slice(0, length));
      return holdsPrompt(path);
    };
    const from = text.indexOf(mark);
    const end = text.indexOf('\n', from);
    expect(from).toBeGreaterThan(0);
    expect(await holdsPrompt(join(temporary.home, 'nowhere'))).toBe(false);
    for (const length of [0, 1, from, from + mark.length, end - 1])
      expect(await holds(length), `${length}`).toBe(false);
    for (const length of [end, end + 1, end + 40, text.length]) expect(await holds(length), `${length}`).toBe(true);
  },
);

test('a record whose chosen id is no text is none', () => {
  const owner = { pid: 1, startedAt: '1', domain: 'here' };
  const account = { agent: 'claude', configDir: null, id: 'claude:default' };
  const target = { account, name: null, model: null, billing: null };
  const record = { runId: 'a', target, owner, child: null, sessionId: null, cwd: '/', startedAt: '', logPath: '' };
  const whole = { ...record, workItemId: null };
  expect([whole, { ...whole, chosenSessionId: UUID }, { ...whole, chosenSessionId: 7 }].map(isRunRecord)).toEqual([
    true,
    true,
    false,
  ]);
});
