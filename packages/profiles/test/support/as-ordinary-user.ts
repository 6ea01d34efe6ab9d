import { chown, readdir } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import type { TempHome } from '@ccx/testkit';

const NOBODY = 65_534;

/**
 * Does something as a user to whom permissions apply. Where root runs the tests, whom nothing is forbidden, the home is
 * given to nobody for it, and the process is nobody meanwhile.
 */
export async function asOrdinaryUser<T>({ home }: Pick<TempHome, 'home'>, task: () => Promise<T>): Promise<T> {
  if (process.geteuid?.() !== 0) return task();
  await give(dirname(home));
  process.seteuid?.(NOBODY);
  try {
    return await task();
  } finally {
    process.seteuid?.(0);
  }
}

async function give(folder: string): Promise<void> {
  for (const entry of await readdir(folder, { withFileTypes: true })) {
    if (entry.isDirectory()) await give(join(folder, entry.name));
    else if (entry.isFile()) await chown(join(folder, entry.name), NOBODY, NOBODY);
  }
  await chown(folder, NOBODY, NOBODY);
}
