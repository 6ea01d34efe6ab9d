import { randomUUID } from 'node:crypto';
import { lstat, readdir, readFile } from 'node:fs/promises';
import { join } from 'node:path';
import type { Account, AgentKind, Env, QuotaSource, QuotaSourceId } from '@ccx/contracts';
import { ownProcessId, treeMembers } from '@ccx/contracts/host';
import { until } from '@ccx/testkit';
import { describe, expect, it } from 'vitest';
import { expectWellFormed } from './well-formed.ts';

/**
 * What a source finds:
 * - `numbers` at least one window with a number
 * - `no-numbers` that the account has none, or that they could not be had
 * - `garbage` something that nobody understands
 * - `silent` a program that never answers; the source gives up after less than ten seconds
 * - `missing` no program, or no files
 */
export type Found = 'numbers' | 'no-numbers' | 'garbage' | 'silent' | 'missing';

/** A source in a world of its own. */
export interface SourceUnderTest {
  readonly source: QuotaSource;
  readonly account: Account;
  readonly env: Env;
  /** Where the agent keeps the account's login and its records. Need not exist. */
  readonly configDir: string;
}

export interface SourceConformanceOptions {
  readonly id: QuotaSourceId;
  readonly agent: AgentKind;
  readonly cost: QuotaSource['cost'];
  /** Called once per test; what it opens is closed by the caller's own hooks. `silent` only where `cost.process`. */
  readonly create: (found: Found) => Promise<SourceUnderTest>;
}

/** Registers the tests that every quota source must pass, whatever it asks. */
export function sourceConformance({ id, agent, cost, create }: SourceConformanceOptions): void {
  describe(`the source "${id}" of ${agent}, as its callers see it`, () => {
    it('says whom it asks and what that costs', async () => {
      const { source } = await create('numbers');
      expect({ id: source.id, agent: source.agent, cost: source.cost }).toEqual({ id, agent, cost });
    });

    it('gives well-formed windows for its account, and another reader the same at the same time', async () => {
      const { source, account, env } = await create('numbers');
      const { signal } = new AbortController();
      const readings = await Promise.all([
        source.read(account, { env, signal }),
        source.read(account, { env, signal }),
      ]);
      for (const reading of readings) {
        expect(reading).toMatchObject({ ok: true, snapshot: { account } });
        expectWellFormed(reading, id);
      }
    });

    it.for(['no-numbers', 'garbage', 'missing'] as const)('gives a problem as a value: %s', async (found) => {
      const { source, account, env } = await create(found);
      const reading = await source.read(account, { env, signal: new AbortController().signal });
      expect(reading.ok).toBe(false);
      expectWellFormed(reading, id);
    });

    it.for(['numbers', 'no-numbers', 'garbage'] as const)(
      'leaves no process, changes nothing in the config dir and nothing in its own environment: %s',
      async (found) => {
        const { source, account, env, configDir } = await create(found);
        const mark = newMark();
        const [files, own] = [await filesOf(configDir), { ...process.env }];
        await source.read(account, { env: { ...env, [mark.name]: mark.value }, signal: new AbortController().signal });
        expect(await livingWith(mark)).toEqual([]);
        expect(await filesOf(configDir)).toEqual(files);
        expect(process.env).toEqual(own);
      },
    );

    it('rejects with the reason of a signal that was aborted before, and starts nothing', async () => {
      const { source, account, env } = await create('numbers');
      const mark = newMark();
      const signal = AbortSignal.abort(new Error('not wanted'));
      await expect(source.read(account, { env: { ...env, [mark.name]: mark.value }, signal })).rejects.toThrow(
        'not wanted',
      );
      expect(await livingWith(mark)).toEqual([]);
    });

    // What starts nothing can neither hang nor leave anything.
    if (!cost.process) return;

    it('gives up on a program that never answers, and ends it', async () => {
      const { source, account, env } = await create('silent');
      const mark = newMark();
      const reading = await source.read(account, {
        env: { ...env, [mark.name]: mark.value },
        signal: new AbortController().signal,
      });
      expect(reading).toMatchObject({ ok: false, problem: { code: 'timeout' } });
      expectWellFormed(reading, id);
      expect(await livingWith(mark)).toEqual([]);
    });

    it('rejects when it is aborted while it waits, and ends the program first', async () => {
      const { source, account, env } = await create('silent');
      const mark = newMark();
      const aborter = new AbortController();
      const reading = source.read(account, { env: { ...env, [mark.name]: mark.value }, signal: aborter.signal });
      const outcome = reading.then(
        () => 'a reading',
        (error: unknown) => error,
      );
      await until(async () => (await livingWith(mark)).length > 0, { what: 'the program that is asked' });
      const enough = new Error('enough');
      aborter.abort(enough);
      expect(await outcome).toBe(enough);
      expect(await livingWith(mark)).toEqual([]);
    });
  });
}

interface Mark {
  readonly name: string;
  readonly value: string;
}

/** A variable that reaches every process which a source starts. */
function newMark(): Mark {
  return { name: 'QUOTA_SOURCE_TEST', value: randomUUID() };
}

/** All that carries the mark: the root is a process that never was, so that nothing else is a member. */
async function livingWith(marker: Mark): Promise<readonly number[]> {
  const nobody = { ...(await ownProcessId()), pid: 2 ** 30, startedAt: '1' };
  return (await treeMembers(nobody, { marker })).map(({ pid }) => pid);
}

/** Every file below a folder with its mode, time and content. */
async function filesOf(folder: string): Promise<Readonly<Record<string, unknown>>> {
  const entries = await readdir(folder, { recursive: true, withFileTypes: true }).catch(() => []);
  const files = await Promise.all(
    entries
      .filter((entry) => !entry.isDirectory())
      .map(async ({ parentPath, name }) => {
        const path = join(parentPath, name);
        const { mode, mtimeMs } = await lstat(path);
        return [path, { mode, mtimeMs, content: await readFile(path, 'base64') }] as const;
      }),
  );
  return Object.fromEntries(files);
}
