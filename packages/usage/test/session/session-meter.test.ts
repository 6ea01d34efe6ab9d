import { appendFileSync, mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { accountId, type Account } from '@ccx/contracts';
import { createTempHome } from '@ccx/testkit';
import { expect, onTestFinished, test } from 'vitest';
import { createPricingTable, createSessionMeter } from '../../src/index.ts';
import { call } from '../claude/scan-claude.ts';

const MIB = 1024 * 1024;

interface Place {
  readonly account: Account;
  readonly transcript: string;
}

async function openPlace(): Promise<Place> {
  const temp = await createTempHome();
  onTestFinished(() => temp.remove());
  const configDir = join(temp.home, '.claude');
  const project = join(configDir, 'projects/-work');
  mkdirSync(join(project, 's1/subagents'), { recursive: true });
  return {
    account: { agent: 'claude', configDir, id: accountId('claude', configDir) },
    transcript: join(project, 's1.jsonl'),
  };
}

/** The line of a call, which a session made. */
const said = (id: string, sessionId: string, model = 'claude-opus-5-5'): string =>
  JSON.stringify(call(id, { line: { sessionId }, message: { model } }));

const lines = (...all: readonly string[]): string => all.map((line) => `${line}\n`).join('');

test('a session has what its calls have, each once, with those of its subagents', async () => {
  const { account, transcript } = await openPlace();
  const meter = createSessionMeter({ pricing: createPricingTable() });
  const session = { account, sessionId: 's1', transcript };
  writeFileSync(transcript, lines(said('m1', 's1'), said('m1', 's1')));
  const one = await meter.read(session, MIB);
  expect(one).toMatchObject({ calls: 1 });
  expect(one?.costUsd).toBeGreaterThan(0);
  appendFileSync(transcript, lines(said('m2', 's1')));
  writeFileSync(join(transcript, '../s1/subagents/agent-a.jsonl'), lines(said('m3', 's1')));
  const three = await meter.read(session, MIB);
  expect(three).toMatchObject({ calls: 3, tokens: 3 * (one?.tokens ?? 0) });
  expect(three?.costUsd).toBeCloseTo(3 * (one?.costUsd ?? 0), 9);
  expect(await meter.read(session, MIB)).toEqual(three);
});

test('a call that was copied from another session is not its own', async () => {
  const { account, transcript } = await openPlace();
  writeFileSync(transcript, lines(said('m1', 'parent'), said('m2', 's1')));
  const meter = createSessionMeter({ pricing: createPricingTable() });
  expect(await meter.read({ account, sessionId: 's1', transcript }, MIB)).toMatchObject({ calls: 1 });
});

test('a call without a price makes the cost unknown, and leaves its tokens', async () => {
  const { account, transcript } = await openPlace();
  writeFileSync(transcript, lines(said('m1', 's1', 'gpt-of-tomorrow')));
  const meter = createSessionMeter({ pricing: createPricingTable() });
  const { costUsd, tokens } = (await meter.read({ account, sessionId: 's1', transcript }, MIB)) ?? {};
  expect([costUsd, (tokens ?? 0) > 0]).toEqual([null, true]);
});

test('a long session is read a part at a time, and unknown until all of it is', async () => {
  const { account, transcript } = await openPlace();
  writeFileSync(transcript, lines(...Array.from({ length: 200 }, (_, at) => said(`m${at}`, 's1'))));
  const meter = createSessionMeter({ pricing: createPricingTable(), chunkBytes: 4096 });
  const session = { account, sessionId: 's1', transcript };
  expect(await meter.read(session, 8192)).toBeNull();
  let rounds = 0;
  let sums = null;
  for (; sums === null && rounds < 100; rounds += 1) sums = await meter.read(session, 8192);
  expect(sums).toMatchObject({ calls: 200 });
  expect(rounds).toBeGreaterThan(1);
});

test('a session without a transcript is unknown', async () => {
  const { account, transcript } = await openPlace();
  const meter = createSessionMeter({ pricing: createPricingTable() });
  expect(await meter.read({ account, sessionId: 's1', transcript }, MIB)).toBeNull();
});
