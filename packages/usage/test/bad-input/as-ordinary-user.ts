import { lchownSync, readdirSync } from 'node:fs';
import { dirname, join } from 'node:path';

const NOBODY = 65_534;

/**
 * Does something as a user to whom permissions apply. Where root runs the tests, whom nothing is forbidden, the home is
 * given to nobody for it, and the process is nobody meanwhile.
 */
export async function asOrdinaryUser<T>(home: string, task: () => Promise<T>): Promise<T> {
  if (process.geteuid?.() !== 0) return task();
  const folder = dirname(home);
  for (const path of ['', ...readdirSync(folder, { recursive: true, encoding: 'utf8' })]) {
    lchownSync(join(folder, path), NOBODY, NOBODY);
  }
  process.seteuid?.(NOBODY);
  try {
    return await task();
  } finally {
    process.seteuid?.(0);
  }
}
