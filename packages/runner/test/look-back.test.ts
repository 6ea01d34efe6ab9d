import { spawn } from 'node:child_process';
import { randomUUID } from 'node:crypto';
import { cp, mkdir, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { accountId, type ProcessId, type RunRecord } from '@ccx/contracts';
import { ownProcessId, processId } from '@ccx/contracts/host';
import { createTempHome } from '@ccx/testkit';
import { describe, expect, onTestFinished, test } from 'vitest';
import { createFileLedger, createLookBack, type FileLedger, type HeardOf, type PastRun } from '../src/index.ts';

const ITEM = 'b7a2';

interface Lab {
  readonly ledger: FileLedger;
  readonly configDir: string;
  readonly record: RunRecord;
  readonly look: (heard?: HeardOf) => Promise<PastRun | null>;
}

/** A ledger, and the record of a run of an item on a config dir of Claude Code. */
async function lab(): Promise<Lab> {
  const temporary = await createTempHome();
  onTestFinished(() => temporary.remove());
  const { home } = temporary;
  const ledger = createFileLedger({ dir: join(home, 'runs') });
  const configDir = join(home, '.claude-work');
  const lookBack = createLookBack({ ledger, env: { HOME: home }, home });
  const record: RunRecord = {
    runId: randomUUID(),
    target: {
      account: { agent: 'claude', configDir, id: accountId('claude', configDir) },
      name: 'work',
      model: null,
      billing: null,
    },
    owner: await ownProcessId(),
    child: null,
    sessionId: null,
    cwd: '/home/ada/shop',
    // Before the first line of the recordings.
    startedAt: '2026-11-21T01:00:00.000Z',
    logPath: join(home, 'runs', 'a.log'),
    workItemId: ITEM,
  };
  return { ledger, configDir, record, look: (heard?: HeardOf) => lookBack(ITEM, heard) };
}

/** A process that was there and is gone. */
async function deadProcess(): Promise<ProcessId> {
  const child = spawn(process.execPath, ['-e', 'process.stdin.resume()'], { stdio: ['pipe', 'ignore', 'ignore'] });
  const id = await processId(child.pid ?? 0);
  const gone = new Promise((resolve) => child.once('exit', resolve));
  child.stdin.end();
  await gone;
  if (id === null) throw new Error('The process was gone before it could be named.');
  return id;
}

async function transcript({ configDir }: Lab, name: 'tools' | 'limited', sessionId: string): Promise<void> {
  const folder = join(configDir, 'projects', '-home-ada-shop');
  await mkdir(folder, { recursive: true });
  await cp(join(import.meta.dirname, 'fixtures', 'claude', `${name}.jsonl`), join(folder, `${sessionId}.jsonl`));
}

describe('looking back at the run of a work item', () => {
  test('finds nothing where none was begun', async () => {
    const { look } = await lab();
    expect(await look()).toBeNull();
  });

  test('finds one that another process drives at this moment', async () => {
    const { ledger, record, look } = await lab();
    await ledger.begin({ ...record, sessionId: 'a' }, { depth: 0 });
    expect(await look()).toEqual({
      alive: true,
      sessionId: 'a',
      accountId: record.target.account.id,
      effects: 'unknown',
    });
  });

  test('knows that an agent which was never started did nothing', async () => {
    const { ledger, record, look } = await lab();
    await ledger.begin({ ...record, owner: await deadProcess() }, { depth: 0 });
    expect(await look()).toMatchObject({ alive: false, sessionId: null, effects: 'none' });
    expect(await ledger.orphans(), 'it was filed on the way').toEqual([]);
  });

  test.for([
    ['tools', 'possible'],
    ['limited', 'unknown'],
  ] as const)(
    "reads in the agent's own record %s that effects of a run that was killed are %s",
    async ([name, effects]) => {
      const made = await lab();
      const sessionId = randomUUID();
      await transcript(made, name, sessionId);
      const [owner, child] = [await deadProcess(), await deadProcess()];
      await made.ledger.begin({ ...made.record, owner, child, sessionId }, { depth: 0 });
      expect(await made.look()).toMatchObject({ alive: false, sessionId, effects });
    },
  );

  test('finds the session that an agent was given and had no time to tell', async () => {
    const made = await lab();
    const chosenSessionId = randomUUID();
    await transcript(made, 'tools', chosenSessionId);
    const [owner, child] = [await deadProcess(), await deadProcess()];
    await made.ledger.begin({ ...made.record, owner, child, chosenSessionId }, { depth: 0 });
    expect(await made.look()).toMatchObject({ alive: false, sessionId: chosenSessionId, effects: 'possible' });
  });

  test('finds the session that whoever gave the run heard of, where it is of the same account', async () => {
    const made = await lab();
    const sessionId = randomUUID();
    await transcript(made, 'tools', sessionId);
    const [owner, child] = [await deadProcess(), await deadProcess()];
    await made.ledger.begin({ ...made.record, owner, child }, { depth: 0 });
    const accountId = made.record.target.account.id;
    expect(await made.look({ accountId, sessionId })).toMatchObject({ sessionId, effects: 'possible' });
    expect(await made.look({ accountId: 'claude:other', sessionId })).toMatchObject({ sessionId: null });
  });

  test('believes the agent where it tells another session than it was given', async () => {
    const made = await lab();
    const [sessionId, chosenSessionId] = [randomUUID(), randomUUID()];
    await transcript(made, 'limited', sessionId);
    const [owner, child] = [await deadProcess(), await deadProcess()];
    await made.ledger.begin({ ...made.record, owner, child, sessionId, chosenSessionId }, { depth: 0 });
    expect(await made.look()).toMatchObject({ alive: false, sessionId, effects: 'unknown' });
  });

  test('offers no session whose record has no prompt, for its agent would not know what to go on with', async () => {
    const made = await lab();
    const sessionId = randomUUID();
    const folder = join(made.configDir, 'projects', '-home-ada-shop');
    await mkdir(folder, { recursive: true });
    // All that Claude Code 2.1.329 has written when it says that it began, 2026-11-22.
    await writeFile(join(folder, `${sessionId}.jsonl`), `{"type":"session-owner","sessionId":"${sessionId}"}\n`);
    const [owner, child] = [await deadProcess(), await deadProcess()];
    await made.ledger.begin({ ...made.record, owner, child, sessionId }, { depth: 0 });
    expect(await made.look()).toMatchObject({ alive: false, sessionId: null, effects: 'unknown' });
  });

  test('offers no session of which the agent kept nothing, and proves nothing then', async () => {
    const { ledger, record, look } = await lab();
    const [owner, child] = [await deadProcess(), await deadProcess()];
    await ledger.begin({ ...record, owner, child, sessionId: randomUUID() }, { depth: 0 });
    expect(await look()).toMatchObject({ alive: false, sessionId: null, effects: 'unknown' });
  });

  test('finds the session that an agent was to go on with and was never started for', async () => {
    const made = await lab();
    const sessionId = randomUUID();
    await transcript(made, 'tools', sessionId);
    const startedAt = '2026-11-22T01:00:00.000Z';
    await made.ledger.begin({ ...made.record, owner: await deadProcess(), sessionId, startedAt }, { depth: 0 });
    expect(await made.look()).toMatchObject({ alive: false, sessionId, effects: 'unknown' });
  });

  test('asks the last of several runs', async () => {
    const { ledger, record, look } = await lab();
    const [owner, child] = [await deadProcess(), await deadProcess()];
    await ledger.begin({ ...record, owner, child }, { depth: 0 });
    expect(await look()).toMatchObject({ effects: 'unknown' });
    await ledger.begin({ ...record, runId: randomUUID(), owner }, { depth: 0 });
    expect(await look()).toMatchObject({ effects: 'none' });
  });
});
