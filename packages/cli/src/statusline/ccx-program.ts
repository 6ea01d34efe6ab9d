import { access, realpath } from 'node:fs/promises';
import { delimiter, isAbsolute, sep } from 'node:path';
import { CcxError, type Env } from '@ccx/contracts';
import { findExecutable } from '@ccx/contracts/host';

/**
 * What starts ccx from settings: its name where that is on the PATH, else this Node with this file. A folder that a
 * package manager puts on the PATH of one command does not count.
 *
 * @throws {CcxError} `invalid_config` where ccx runs from a cache that is emptied some day
 */
export async function ccxProgram(env: Env, node: string, file: string): Promise<readonly string[]> {
  const lasting = (env['PATH'] ?? '').split(delimiter).filter((folder) => !isPassing(folder));
  if ((await findExecutable('ccx', { env: { ...env, PATH: lasting.join(delimiter) } })) !== null) return ['ccx'];
  const path = await realpath(file);
  if (/[\\/](?:_npx|dlx)[\\/]/.test(path)) {
    throw new CcxError(
      'invalid_config',
      'This ccx was fetched for one command, and a status line needs one that stays.',
      {
        hint: 'npm install --global @ccx/cli',
      },
    );
  }
  return [node, path];
}

/** The files of a program that are not there any more, as after an update of Node. */
export async function missingIn(program: readonly string[]): Promise<readonly string[]> {
  const files = program.filter((word) => isAbsolute(word));
  const asked = await Promise.allSettled(files.map((file) => access(file)));
  return files.filter((_, index) => asked[index]?.status === 'rejected');
}

function isPassing(folder: string): boolean {
  return folder === '' || folder.includes(`node_modules${sep}.bin`) || /[\\/](?:_npx|dlx)[\\/]/.test(folder);
}
