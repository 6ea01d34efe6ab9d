import { chmod, mkdir, readlink, symlink, unlink, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { spawnSync } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { accountId, CcxError, type Account } from '@ccx/contracts';
import { until } from '@ccx/testkit';
import { describe, expect, test } from 'vitest';
import type { HomePlace } from '../../src/live/config-folder.ts';
import { homesInUse } from '../../src/live/homes-in-use.ts';
import type { LiveSession } from '../../src/live/live-session.ts';
import { liveSessions } from '../../src/live/live-sessions.ts';
import { procProcesses } from '../../src/live/proc.ts';
import { psProcesses } from '../../src/live/ps.ts';
import { accountIn, startAgent, tempHome, writeSession } from './agents.ts';

const linux = process.platform === 'linux';
/** Not where the system lets nobody make namespaces. */
const canUnshare = linux && spawnSync('unshare', ['--map-root-user', '--mount', 'true']).status === 0;

/** Without those that count for every account: somebody may have such a process on the machine of this test. */
async function sessions(account: Account, place: HomePlace): Promise<readonly LiveSession[]> {
  return (await liveSessions(account, place)).filter(({ why }) => !why.includes('cannot be known'));
}

describe("Claude Code's session files", () => {
  test('show a session as long as exactly its process lives', async () => {
    const home = await tempHome();
    const account = await accountIn(home, 'work');
    const process = await startAgent(home, 'plain-shell', [], {});
    const path = await writeSession(join(home.home, 'work'), process);
    expect(await sessions(account, home)).toMatchObject([
      {
        pid: process.pid,
        startedAt: process.startedAt,
        sessionId: '0d0c0b0a-0000-4000-8000-000000000001',
        cwd: '/work/app',
        kind: 'session',
      },
    ]);
    expect((await sessions(account, home))[0]?.why).toContain(path);
    await process.end();
    expect(await sessions(account, home)).toEqual([]);
  });

  test.skipIf(!linux)('show nothing where the pid has another bearer now', async () => {
    const home = await tempHome();
    const account = await accountIn(home, 'work');
    const process = await startAgent(home, 'plain-shell', [], {});
    await writeSession(join(home.home, 'work'), { ...process, startedAt: '1' });
    expect(await sessions(account, home)).toEqual([]);
  });

  test.each(['', '{"pid":', '[]', '{"procStart":7}', 'null'])(
    'that say nothing of use (%j) count as long as their pid lives',
    async (content) => {
      const home = await tempHome();
      const account = await accountIn(home, 'work');
      const process = await startAgent(home, 'plain-shell', [], {});
      await writeFile(await writeSession(join(home.home, 'work'), process), content);
      expect(await sessions(account, home)).toMatchObject([{ pid: process.pid, sessionId: null }]);
      await process.end();
      expect(await sessions(account, home)).toEqual([]);
    },
  );

  test.skipIf(!linux)('of another pid namespace or machine count until they are gone, and say so', async () => {
    const home = await tempHome();
    const account = await accountIn(home, 'work');
    const gone = { pid: 2 ** 30, startedAt: '1' };
    const machine = readFileSync('/etc/machine-id', 'utf8').trim();
    for (const pidDomain of [`linux:${machine}:pid:[1]`, `linux:another:${await readlink('/proc/self/ns/pid')}`]) {
      const path = await writeSession(join(home.home, 'work'), gone, { pidDomain });
      const [session] = await sessions(account, home);
      expect(session?.why).toContain('on another machine');
      expect(session?.why).toContain(path);
      await unlink(path);
      expect(await sessions(account, home)).toEqual([]);
    }
    await writeSession(join(home.home, 'work'), gone, {
      pidDomain: `linux:${machine}:${await readlink('/proc/self/ns/pid')}`,
    });
    expect(await sessions(account, home)).toEqual([]);
  });

  test('of other names are not opened', async () => {
    const home = await tempHome();
    const account = await accountIn(home, 'work');
    await mkdir(join(home.home, 'work/sessions/0.json'), { recursive: true });
    await writeFile(join(home.home, `work/sessions/${process.pid}.0a1b.key`), '{}');
    expect(await sessions(account, home)).toEqual([]);
  });

  test.skipIf(process.getuid?.() === 0)('that cannot be listed are an error, not an absence', async () => {
    const home = await tempHome();
    const account = await accountIn(home, 'work');
    await mkdir(join(home.home, 'work/sessions'), { mode: 0o000 });
    const error = await sessions(account, home).catch((thrown: unknown) => thrown);
    await chmod(join(home.home, 'work/sessions'), 0o700);
    expect(CcxError.is(error, 'io_failed')).toBe(true);
  });
});

describe.skipIf(!linux)('a process of an agent', () => {
  test('lives on the config dir that its variable names, however that is written', async () => {
    const home = await tempHome();
    const [work, other] = [await accountIn(home, 'work', 'codex'), await accountIn(home, 'other', 'codex')];
    await symlink(join(home.home, 'work'), join(home.cwd, 'link'));
    for (const CODEX_HOME of [join(home.home, 'work'), `${home.home}/x/../work/`, 'link']) {
      const process = await startAgent(home, 'codex', ['exec'], { HOME: home.home, CODEX_HOME });
      expect(await sessions(work, home)).toMatchObject([{ pid: process.pid, kind: 'session', cwd: home.cwd }]);
      expect(await sessions(other, home)).toEqual([]);
      await process.end();
      expect(await sessions(work, home)).toEqual([]);
    }
  });

  test('lives on the default place of its own home where its variable is unset or empty', async () => {
    const home = await tempHome();
    const account: Account = { agent: 'gemini', configDir: null, id: accountId('gemini', null) };
    for (const env of [{ HOME: home.home }, { HOME: home.home, GEMINI_CLI_HOME: '' }]) {
      const process = await startAgent(home, 'gemini', [], env);
      expect(await sessions(account, { env: {}, home: home.home })).toMatchObject([{ pid: process.pid }]);
      expect(await sessions(account, { env: {}, home: home.cwd })).toEqual([]);
      await process.end();
    }
  });

  test('finds the config dir below its variable where the agent does so', async () => {
    const home = await tempHome();
    const account = await accountIn(home, 'work/.gemini', 'gemini');
    const process = await startAgent(home, 'gemini', [], { GEMINI_CLI_HOME: join(home.home, 'work') });
    expect(await sessions(account, home)).toMatchObject([{ pid: process.pid }]);
  });

  test('that serves others in the background is told apart', async () => {
    const home = await tempHome();
    const account = await accountIn(home, 'work', 'codex');
    await startAgent(home, 'codex', ['app-server', '--listen', 'unix://'], { CODEX_HOME: join(home.home, 'work') });
    expect(await sessions(account, home)).toMatchObject([{ kind: 'daemon' }]);
  });

  test('is counted once where a file tells of it too', async () => {
    const home = await tempHome();
    const account = await accountIn(home, 'work');
    const process = await startAgent(home, 'claude', [], { CLAUDE_CONFIG_DIR: join(home.home, 'work') });
    await writeSession(join(home.home, 'work'), process);
    expect(await sessions(account, home)).toHaveLength(1);
  });

  test('whose environment is empty counts for every account of its agent', async () => {
    const home = await tempHome();
    const account = await accountIn(home, 'work', 'codex');
    const process = await startAgent(home, 'codex', [], {});
    const seen = (await liveSessions(account, home)).find(({ pid }) => pid === process.pid);
    expect(seen?.why).toContain('cannot be known');
    const claude = await liveSessions(await accountIn(home, 'c'), home);
    expect(claude.find(({ pid }) => pid === process.pid)).toBeUndefined();
  });

  test.skipIf(!canUnshare)(
    'counts for every account of its agent where its paths are those of a container',
    async () => {
      const home = await tempHome();
      const account = await accountIn(home, 'work', 'codex');
      const env = { HOME: home.home, CODEX_HOME: join(home.home, 'other'), PATH: '/usr/bin:/bin' };
      const process = await startAgent(home, 'codex', ['exec'], env, ['unshare', '--map-root-user', '--mount']);
      const seen = await until(async () => (await liveSessions(account, home)).find(({ pid }) => pid === process.pid));
      expect(seen.why).toContain('cannot be known');
    },
  );

  test('is seen by ps as well, and counts there for every account', async () => {
    const home = await tempHome();
    const process = await startAgent(home, 'codex', ['exec'], { CODEX_HOME: home.home });
    const seen = (await psProcesses()).find(({ pid }) => pid === process.pid);
    expect(seen).toMatchObject({ agent: 'codex', configDir: null });
    const [onLinux] = (await procProcesses(home.home)).filter(({ pid }) => pid === process.pid);
    expect(onLinux).toMatchObject({ agent: 'codex', configDir: home.home });
  });
});

test.skipIf(!linux)('the homes in use are told once each, the default place as null', async () => {
  const home = await tempHome();
  await startAgent(home, 'codex', [], { HOME: home.home });
  await startAgent(home, 'codex', ['exec'], { HOME: home.home, CODEX_HOME: join(home.home, '.codex') });
  await startAgent(home, 'claude', [], { HOME: home.home, CLAUDE_CONFIG_DIR: join(home.home, 'work') });
  const own = (await homesInUse(home)).filter(({ configDir }) => configDir === null || configDir.startsWith(home.home));
  expect(own).toEqual(
    expect.arrayContaining([
      { agent: 'codex', configDir: null },
      { agent: 'claude', configDir: join(home.home, 'work') },
    ]),
  );
  expect(own).toHaveLength(2);
});
