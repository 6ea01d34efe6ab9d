import { spawn, type ChildProcess } from 'node:child_process';
import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { processId } from '@ccx/contracts/host';
import { createTempHome, until } from '@ccx/testkit';
import { describe, expect, onTestFinished, test } from 'vitest';
import { createFileLedger } from '../src/index.ts';
import { allGone, scripted } from './support/scripted-agent.ts';

const SOURCES = new URL('../src/index.ts', import.meta.url).href;

/** The tree of an agent at its worst: each member ignores what it can, one leaves the session, one leaves its parent. */
const TREE = `
  stubborn(); started();
  const wild = "['SIGINT','SIGTERM','SIGHUP'].forEach((n) => process.on(n, () => {})); process.send('up'); setInterval(() => {}, 1000)";
  const orphan = "const c = require('node:child_process').spawn(process.execPath, ['-e', " + JSON.stringify(wild.replace("process.send('up');", '')) + "], { detached: true, stdio: 'ignore' }); process.send(c.pid); c.unref(); process.on('message', () => process.exit())";
  const pids = [process.pid];
  const add = (pid) => { pids.push(pid); if (pids.length === 4) { fs.writeFileSync(process.env.HOME + '/pids', pids.join(' ')); text('all'); } };
  const a = spawn(process.execPath, ['-e', wild], { stdio: ['ignore', 'inherit', 'ignore', 'ipc'] }); a.once('message', () => add(a.pid));
  const b = spawn(process.execPath, ['-e', wild], { detached: true, stdio: ['ignore', 'ignore', 'ignore', 'ipc'] }); b.once('message', () => add(b.pid));
  const c = spawn(process.execPath, ['-e', orphan], { stdio: ['ignore', 'ignore', 'ignore', 'ipc'] }); c.once('message', (pid) => { c.send('go'); add(pid); });
  forever();
`;

interface Parent {
  readonly child: ChildProcess;
  readonly dir: string;
  readonly pids: readonly number[];
  readonly gone: Promise<unknown>;
}

/** A program that runs an agent and can be killed. */
async function startParent(): Promise<Parent> {
  const home = await createTempHome();
  onTestFinished(() => home.remove());
  const dir = join(home.home, 'runs');
  const program = `
    import { createFileLedger, createRunner } from ${JSON.stringify(SOURCES)};
    import { createLineDialect } from '@ccx/testkit';
    const runner = createRunner({
      dialects: { claude: createLineDialect() }, ledger: createFileLedger({ dir: ${JSON.stringify(dir)} }),
      logDir: ${JSON.stringify(join(dir, 'logs'))}, binaries: { claude: ${JSON.stringify(scripted(TREE))} },
    });
    const account = { agent: 'claude', configDir: null, id: 'claude:default' };
    await runner.run({ prompt: 'go', cwd: ${JSON.stringify(home.cwd)}, permission: 'safe' }, { account, name: null, model: null, billing: null }).result;
  `;
  const child = spawn(process.execPath, ['--conditions=@ccx/source', '--input-type=module', '-e', program], {
    // Where the sources of other packages are found from.
    cwd: new URL('..', import.meta.url),
    env: home.env,
    stdio: ['ignore', 'ignore', 'inherit'],
    detached: true,
  });
  const gone = new Promise((resolve) => child.once('exit', resolve));
  onTestFinished(async () => {
    child.kill('SIGKILL');
    await gone;
  });
  const pids = await until(async () => {
    // Empty for a moment, between its making and its writing.
    const written = await readFile(join(home.home, 'pids'), 'utf8');
    return written === '' ? null : written.split(' ').map(Number);
  });
  return { child, dir, pids, gone };
}

describe('when the program that runs an agent dies', () => {
  test.each(['SIGKILL', 'SIGTERM'] as const)('of %s, nothing of the agent lives two seconds later', async (signal) => {
    const { child, pids, gone, dir } = await startParent();
    expect(pids).toHaveLength(4);
    expect(await Promise.all(pids.map((pid) => processId(pid)))).not.toContain(null);
    child.kill(signal);
    await gone;
    await until(() => allGone(pids), { deadlineMs: 2_000, what: 'the end of the tree' });
    const ledger = createFileLedger({ dir });
    expect((await ledger.reap()).reaped).toHaveLength(1);
    expect(await ledger.recent(60_000)).toMatchObject([{ status: 'failed', last: { warnings: [] } }]);
  });

  test('by a signal to its whole process group, nothing of the agent lives two seconds later', async () => {
    const { child, pids, gone } = await startParent();
    process.kill(-(child.pid ?? Number.NaN), 'SIGKILL');
    await gone;
    const end = until(() => allGone(pids), { deadlineMs: 2_000, what: 'the end of the tree' });
    await expect(end).resolves.toBe(true);
  });
});
