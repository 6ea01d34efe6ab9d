import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { refuse, say, unifiedLimits, until, usageBody, useTool, type ModelCall, type Reply } from '@ccx/testkit';
import { expect, test } from 'vitest';
import { openAccountsWorld, type AccountsWorld } from '../support/accounts-world.ts';
import type { Program } from '../support/program.ts';
import { expectExit } from '../support/world.ts';

const FIRST_CODEX = 9;
const ALL = Array.from({ length: 12 }, (_, at) => at + 1);
const CLAUDES = ALL.filter((number) => number < FIRST_CODEX);
/** Its worker is killed when its tool has run and before anything else has come of it. */
const VICTIM = 5;
/** So many items the first account takes, then its five hours are used up. */
const ROOM_ON_WORK = 3;

const inAnHour = new Date(Math.ceil(Date.now() / 1000) * 1000 + 3_600_000);

function itemOf(text: string): number {
  return Number(/item (\d+)/.exec(text)?.[1]);
}

/** Whether the tool's result is among what was said. */
function hasRun(body: ModelCall['body']): boolean {
  return JSON.stringify(body['messages']).includes('tool_result');
}

/** Each item writes its number into a file by a tool, and then says that it has. */
function night(): (call: ModelCall) => Reply | undefined {
  const onWork = new Set<number>();
  let hung = false;
  return ({ kind, login, conversation, body }) => {
    if (kind !== 'main') return undefined;
    const number = itemOf(conversation);
    if (login === 'work' && !onWork.has(number)) {
      if (onWork.size === ROOM_ON_WORK) {
        const headers = unifiedLimits({ fiveHour: { status: 'rejected', utilization: 1, resetsAt: inAnHour } });
        return refuse(429, 'rate_limit_error', 'This request would exceed your limit.', headers);
      }
      onWork.add(number);
    }
    if (!hasRun(body)) return useTool('Bash', { command: `echo ${number} >> done.txt` });
    if (number === VICTIM && !hung) {
      hung = true;
      return { kind: 'hang' };
    }
    return say(`item ${number} is done`);
  };
}

async function itemsOf(world: AccountsWorld): Promise<readonly { readonly seq: number; readonly state: string }[]> {
  const { stdout } = await world.ccx(['queue', 'list', '--all', '--json']);
  return JSON.parse(stdout).items;
}

interface Shown {
  readonly item: { readonly attempts: number; readonly progress: { readonly sessionId: string | null } };
  readonly attempts: readonly { readonly worker: string; readonly outcome: string }[];
}

async function show(world: AccountsWorld, item: number): Promise<Shown> {
  return JSON.parse((await world.ccx(['queue', 'show', String(item), '--json'])).stdout);
}

test(
  'twelve prompts over two accounts of Claude Code and one of Codex are all done once, although one account is used up half-way and one worker is killed',
  { timeout: 240_000 },
  async () => {
    const usage = (login: string | null): Record<string, unknown> =>
      usageBody({
        five_hour: { utilization: login === 'work' ? 10 : 40, resets_at: inAnHour.toISOString() },
      });
    const world = await openAccountsWorld({
      claude: { usage, respond: night() },
      codex: { respond: ({ prompt }) => say(`item ${itemOf(prompt)} is done`) },
    });
    const batch = ALL.map((number) => ({
      prompt: `item ${number}`,
      agent: number < FIRST_CODEX ? 'claude' : 'codex',
      permission: 'full',
      key: '',
    }));
    const file = join(world.home.cwd, 'tonight.yaml');
    await writeFile(file, JSON.stringify(batch));
    expectExit(await world.ccx(['queue', 'add', '--batch', file]), 0);

    const planned = await world.ccx(['queue', 'plan', '--json']);
    expectExit(planned, 0);
    const plan: readonly { item: { seq: number }; at: string; account: string }[] = JSON.parse(planned.stdout).entries;
    const placeOf = new Map(plan.map(({ item, account }) => [item.seq, account]));
    expect([...placeOf.keys()].toSorted((a, b) => a - b)).toEqual(ALL);
    for (const number of ALL) {
      expect(placeOf.get(number), `item ${number}`).toMatch(number < FIRST_CODEX ? /^(work|private)$/ : /^codex$/);
    }

    const options = { deadlineMs: 200_000 };
    // One item each: whatever else the killed one had in hand, about to start, a person would be asked about.
    const workers: readonly Program[] = ['one', 'two', 'three'].map(() =>
      world.startCcx(['queue', 'work', '--idle-exit', '--jsonl', '--concurrency', '1'], options),
    );
    const wrote = (): readonly string[] => {
      try {
        return readFileSync(join(world.home.cwd, 'done.txt'), 'utf8').trim().split('\n');
      } catch {
        return [];
      }
    };
    const afterItsTool = ({ conversation, body }: ModelCall): boolean =>
      itemOf(conversation) === VICTIM && hasRun(body);
    await until(() => world.claude.calls().some(afterItsTool), {
      deadlineMs: 120_000,
    });
    expect(wrote()).toContain(String(VICTIM));
    const before = await show(world, VICTIM);
    const [attempt] = before.attempts;
    const session = before.item.progress.sessionId;
    expect(session).toEqual(expect.any(String));
    const killed = workers.find(({ pid }) => attempt?.worker.endsWith(`/${pid}`));
    if (killed === undefined) throw new Error(`nobody works on it: ${attempt?.worker}`);
    killed.signal('SIGKILL');
    await killed.ended;

    for (const other of workers.filter((worker) => worker !== killed)) expectExit(await other.ended, 0);
    const items = await itemsOf(world);
    expect(Object.fromEntries(items.map(({ seq, state }) => [seq, state]))).toEqual(
      Object.fromEntries(ALL.map((number) => [number, 'done'])),
    );
    expect(
      [...wrote()].map(Number).toSorted((a, b) => a - b),
      'every tool ran once',
    ).toEqual(CLAUDES);
    expect(
      world.codex
        .calls()
        .map(({ prompt }) => itemOf(prompt))
        .toSorted((a, b) => a - b),
    ).toEqual(ALL.filter((number) => number >= FIRST_CODEX));
    const after = await show(world, VICTIM);
    expect(after.item.progress.sessionId, 'the session of the killed worker went on').toBe(session);
    expect(after.attempts.map(({ outcome }) => outcome)).toEqual(['stalled', 'done']);
    expect(after.item.attempts, 'a lost worker and a limit are no failures').toBe(0);
    const limited = world.claude.calls().filter(({ kind, login }) => kind === 'main' && login === 'work');
    expect(limited.length).toBeGreaterThan(0);
    await world.allEnd();
  },
);

test(
  'an item whose worker is killed before it hears of a session goes on in the session that it had been given',
  { timeout: 240_000 },
  async () => {
    let hung = false;
    const world = await openAccountsWorld({
      profiles: ['work'],
      claude: {
        respond({ kind, body }) {
          if (kind !== 'main') return undefined;
          if (!hasRun(body)) return useTool('Bash', { command: 'echo 1 >> done.txt' });
          if (hung) return say('item 1 is done');
          hung = true;
          return { kind: 'hang' };
        },
      },
    });
    expectExit(await world.ccx(['queue', 'add', 'item 1', '--agent', 'claude', '--permission', 'full']), 0);
    const work = (): Program => world.startCcx(['queue', 'work', '--idle-exit', '--jsonl'], { deadlineMs: 200_000 });

    const lost = work();
    const began = join(world.configDir('work'), 'sessions');
    await until(() => existsSync(began) && readdirSync(began).length > 0, { deadlineMs: 60_000, pollMs: 5 });
    // It has its prompt and is about to say that it began; nobody listens any more.
    lost.signal('SIGSTOP');
    await until(() => world.claude.calls().some(({ body }) => hasRun(body)), { deadlineMs: 60_000 });
    const active = join(world.home.home, 'ccx/runs/active');
    const records = readdirSync(active).map((name) => JSON.parse(readFileSync(join(active, name), 'utf8')).record);
    const session: string = records[0]?.chosenSessionId;
    expect(records).toMatchObject([{ sessionId: null, chosenSessionId: expect.any(String) }]);
    expect((await show(world, 1)).item.progress.sessionId).toBeNull();
    lost.signal('SIGKILL');
    await lost.ended;

    expectExit(await work().ended, 0);
    expect((await itemsOf(world)).map(({ state }) => state)).toEqual(['done']);
    expect(readFileSync(join(world.home.cwd, 'done.txt'), 'utf8'), 'its tool ran once').toBe('1\n');
    expect((await show(world, 1)).item.progress.sessionId).toBe(session);
    await world.allEnd();
  },
);
