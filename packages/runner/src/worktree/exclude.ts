import { appendFile, mkdir, readFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { CcxError } from '@ccx/contracts';
import { withLock } from '@ccx/contracts/host';
import { OWN_FOLDER } from './place.ts';
import type { Repository } from './repository.ts';

const LINE = `/${OWN_FOLDER}/`;

/**
 * Keeps the folder of ccx out of the repository's status, for this clone alone. Appended in one write and never
 * rewritten: the file is the user's own, and may be a link.
 *
 * @throws {CcxError} `io_failed`
 */
export async function excludeOwnFolder({ common }: Repository): Promise<void> {
  const path = join(common, 'info', 'exclude');
  const read = (): Promise<string> => readFile(path, 'utf8').catch(() => '');
  if (hasLine(await read())) return;
  await withLock(join(common, 'ccx', 'exclude.lock'), {}, async () => {
    const text = await read();
    if (hasLine(text)) return;
    const line = text === '' || text.endsWith('\n') ? `${LINE}\n` : `\n${LINE}\n`;
    try {
      await mkdir(dirname(path), { recursive: true });
      await appendFile(path, line);
    } catch (cause) {
      throw new CcxError('io_failed', `"${path}", where ${LINE} is to be named, cannot be written.`, { cause });
    }
  });
}

function hasLine(text: string): boolean {
  return text.split(/\r?\n/).includes(LINE);
}
