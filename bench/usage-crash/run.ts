/*
 * Whether totals are right after a scan was killed at any moment. Usage:
 * node --conditions=@ccx/source bench/usage-crash/run.ts [rounds]   (default 50, at most 500)
 * Each round begins a database, kills its scan once or several times while the history grows, and then finishes it.
 */
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as pause } from 'node:timers/promises';
import { isDeepStrictEqual } from 'node:util';
import { beginHistory } from '../../packages/cli/test/usage-crash/history.ts';
import { SCAN_COMMAND, startScan, told } from '../../packages/cli/test/usage-crash/scan.ts';

const rounds = Number(process.argv[2] ?? 50);
if (!Number.isSafeInteger(rounds) || rounds < 1 || rounds > 500) {
  throw new Error('The number of rounds is a whole number from 1 to 500.');
}

interface Round {
  readonly kills: number;
  /** Kills after which a part of the history was kept, and not all of it. */
  readonly inTheMiddle: number;
  readonly right: boolean;
}

async function round(dir: string, index: number): Promise<Round> {
  const [folder, database] = [join(dir, `history-${index}`), join(dir, `${index}.db`)];
  const command = [...SCAN_COMMAND, database, folder];
  const history = beginHistory(folder);
  const kills = 1 + (index % 3);
  let [inTheMiddle, before] = [0, 0];
  for (let kill = 0; kill < kills; kill += 1) {
    history.grow(60);
    const scan = startScan(command);
    // Every fifth dies at any moment of its start, the others while they read.
    if (index % 5 === 0) await pause(Math.random() * 500);
    else {
      await scan.steps(1);
      await pause(Math.random() * 300);
    }
    scan.kill();
    await scan.ended;
    const { calls } = told(database);
    if (calls > before && calls < history.truth.calls) inTheMiddle += 1;
    before = calls;
  }
  history.finish();
  const { code, stderr } = await startScan(command).ended;
  const { malformed, ...truth } = history.truth;
  const [found, wanted] = [told(database), { ...truth, skipped: { malformed } }];
  const right = code === 0 && isDeepStrictEqual(found, wanted);
  if (!right)
    console.log(`round ${index}: ${stderr}\n  told   ${JSON.stringify(found)}\n  wanted ${JSON.stringify(wanted)}`);
  rmSync(folder, { recursive: true });
  return { kills, inTheMiddle, right };
}

const dir = mkdtempSync(join(tmpdir(), 'ccx-bench-'));
try {
  const all: Round[] = [];
  for (let index = 0; index < rounds; index += 1) all.push(await round(dir, index));
  const sum = (of: (one: Round) => number): number => all.reduce((total, one) => total + of(one), 0);
  const wrong = all.filter(({ right }) => !right).length;
  const killed = `${sum(({ kills }) => kills)} kills, ${sum(({ inTheMiddle }) => inTheMiddle)} of them in the middle of a scan`;
  console.log(`${rounds} histories, ${killed}: ${rounds - wrong} right afterwards, ${wrong} wrong`);
  process.exitCode = wrong === 0 ? 0 : 1;
} finally {
  rmSync(dir, { recursive: true, force: true });
}
