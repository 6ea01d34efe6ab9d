import { mkdir } from 'node:fs/promises';
import { homedir } from 'node:os';
import { dirname, join } from 'node:path';
import { CcxError, ccxPaths } from '@ccx/contracts';
import { locateQueue } from '../../compose/queue-place.ts';
import { composeQueue } from '../../compose/queue.ts';
import { EXIT } from '../../exit-codes.ts';
import { backendPlace } from '../../queue-settings/backend-path.ts';
import { readQueueSettings } from '../../queue-settings/read-settings.ts';
import { withBackend } from '../../queue-settings/write-backend.ts';
import { shortPath } from '../../render/short-path.ts';
import type { Terminal } from '../../render/terminal.ts';
import { readSettingsFile, writeSettingsFile } from '../../statusline/settings-file.ts';
import { withQueue, type QueueFlags } from './open-queue.ts';

/** `ccx queue backend`: says where the backlog lies, or remembers another place; `default` is ccx's own. */
export async function backendCommand(url: string | undefined, flags: QueueFlags, terminal: Terminal): Promise<number> {
  const { stdout, stderr, symbols } = terminal;
  if (url === undefined) {
    return withQueue(flags, terminal, async ({ backend }) => {
      stdout.write(flags.json === true ? `${JSON.stringify({ schemaVersion: 1, backend })}\n` : `${backend}\n`);
      return EXIT.done;
    });
  }
  const backend = url === 'default' ? null : url;
  const home = terminal.home ?? homedir();
  if (backend !== null) {
    refusePassword(backend);
    await locateQueue(process.env, home, backend);
  }
  const path = join(ccxPaths(process.env, home).config, 'config.toml');
  // What is wrong with it already is said with its line.
  readQueueSettings(path);
  await remember(path, backend);
  // What cannot be opened is told now, not tonight.
  const open = await composeQueue(process.env, home);
  await open.queue.close();
  for (const warning of open.warnings) stderr.write(` ${stderr.colors.yellow(symbols.warning)} ${warning}\n`);
  if (flags.json === true) stdout.write(`${JSON.stringify({ schemaVersion: 1, backend: open.backend })}\n`);
  else stderr.write(` ${stderr.colors.green(symbols.done)} ${open.backend}   remembered in ${shortPath(path, home)}\n`);
  return EXIT.done;
}

async function remember(path: string, backend: string | null): Promise<void> {
  try {
    await mkdir(dirname(path), { recursive: true, mode: 0o700 });
    const file = await readSettingsFile(path);
    const before = file.bytes?.toString('utf8') ?? '';
    const after = withBackend(before, backend);
    if (after !== before) await writeSettingsFile(file, Buffer.from(after));
  } catch (cause) {
    if (CcxError.is(cause)) throw cause;
    throw new CcxError('io_failed', `"${path}" cannot be written.`, {
      hint: 'Its folder has to be writable for you, and its disk to have room.',
      cause,
    });
  }
}

/** A file of settings is read by many, and copied. */
function refusePassword(backend: string): void {
  const place = backendPlace(backend);
  if (place.is === 'file' || new URL(place.url).password === '') return;
  throw new CcxError('invalid_argument', 'A password is not remembered.', {
    hint: 'leave it out of the address, and set CCX_QUEUE_PASSWORD where ccx runs',
  });
}

/** `ccx queue migrate`: prepares a backend that is a server. */
export async function migrateCommand(flags: QueueFlags, terminal: Terminal): Promise<number> {
  return withQueue(flags, terminal, async ({ backend }) => {
    if (flags.json === true)
      terminal.stdout.write(`${JSON.stringify({ schemaVersion: 1, backend, migrated: false })}\n`);
    else terminal.stderr.write(` ${backend} needs no migration: ${whyNone(backend)}\n`);
    return EXIT.done;
  });
}

function whyNone(backend: string): string {
  return backend.startsWith('sqlite:')
    ? 'SQLite is brought up to date whenever it is opened'
    : 'a queue on Redis has no schema';
}
