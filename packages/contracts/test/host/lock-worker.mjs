// Counts under a lock: node lock-worker.mjs HOST FOLDER NAME UPTO DIE_AT
// DIE_AT: the count after which it kills itself with the lock in its hand; 0 for never.
import { readFileSync, renameSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { setTimeout as pause } from 'node:timers/promises';

const [host, folder, name, upTo, dieAt] = process.argv.slice(2);
const { acquireLock } = await import(host);
const file = join(folder, 'count.json');
const inside = join(folder, 'inside');

for (;;) {
  const lock = await acquireLock(join(folder, 'lock'), { expiresMs: 600_000, waitMs: 60_000 });
  if (lock === null) throw new Error('waited in vain');
  const counts = JSON.parse(readFileSync(file, 'utf8'));
  const mine = counts.by[name] ?? 0;
  if (mine >= Number(upTo)) {
    await lock.release();
    break;
  }
  const sign = `${name} ${process.pid} ${mine}`;
  writeFileSync(inside, sign);
  await pause(0);
  writeFileSync(`${file}.${name}`, JSON.stringify({ all: counts.all + 1, by: { ...counts.by, [name]: mine + 1 } }));
  renameSync(`${file}.${name}`, file);
  if (readFileSync(inside, 'utf8') !== sign)
    throw new Error(`two at a time: ${sign} met ${readFileSync(inside, 'utf8')}`);
  if (mine + 1 === Number(dieAt)) process.kill(process.pid, 'SIGKILL');
  await lock.release();
}
