import { mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { createTempHome } from '@ccx/testkit';
import { expect, onTestFinished, test } from 'vitest';
import { createFleet } from '../src/create-fleet.ts';

test.runIf(process.platform === 'linux')(
  'the session of the caller comes with all that a list tells of it',
  async () => {
    const home = await createTempHome();
    onTestFinished(() => home.remove());
    const stat = readFileSync(`/proc/${process.ppid}/stat`, 'utf8');
    const procStart = stat.slice(stat.lastIndexOf(')') + 2).split(' ')[19];
    mkdirSync(join(home.home, '.claude/sessions'), { recursive: true });
    writeFileSync(
      join(home.home, `.claude/sessions/${process.ppid}.json`),
      JSON.stringify({ pid: process.ppid, sessionId: 'aaaa-1', cwd: home.cwd, procStart, status: 'busy' }),
    );
    const fleet = createFleet({
      accounts: () => [{ agent: 'claude', configDir: null, id: 'claude:default' }],
      discover: false,
      home: home.home,
      env: { TMUX_TMPDIR: home.home },
      enrichers: [{ enrich: async (all) => new Map(all.map(({ process: { pid } }) => [pid, { costUsd: 2 }])) }],
    });
    expect(await fleet.self()).toMatchObject({ process: { pid: process.ppid }, extras: { costUsd: 2 } });
  },
);
