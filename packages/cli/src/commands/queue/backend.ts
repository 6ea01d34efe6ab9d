import { mkdir } from 'node:fs/promises';
import { homedir } from 'node:os';
import { dirname, join } from 'node:path';
import { CcxError, ccxPaths } from '@ccx/contracts';
import { locateQueue } from '../../compose/queue-place.ts';
import { migrateQueue } from '../../compose/queue-server.ts';
import { composeQueue } from '../../compose/queue.ts';
import { EXIT } from '../../exit-codes.ts';
import { backendPlace, hasPassword } from '../../queue-settings/backend-path.ts';
import { readQueueSettings } from '../../queue-settings/read-settings.ts';
import { withBackend } from '../../queue-settings/write-backend.ts';
import { shortPath } from '../../render/short-path.ts';
import type { Terminal } from '../../render/terminal.ts';
import { readSettingsFile, writeSettingsFile } from '../../statusline/settings-file.ts';
import type { QueueFlags } from './open-queue.ts';

/** `ccx queue backend`: says where the backlog lies, or remembers another place; `default` is ccx's own. */
export async function backendCommand(url: string | undefined, flags: QueueFlags, terminal: Terminal): Promise<number> {
  const { stdout, stderr, symbols } = terminal;
  const home = terminal.home ?? homedir();
  if (url === undefined) {
    const { backend } = await locateQueue(process.env, home, flags.backend);
    stdout.write(flags.json === true ? `${JSON.stringify({ schemaVersion: 1, backend })}\n` : `${backend}\n`);
    return EXIT.done;
  }
  const backend = url === 'default' ? null : url;
  if (backend !== null) {
    refusePassword(backend);
    await locateQueue(process.env, home, backend);
  }
  const path = join(ccxPaths(process.env, home).config, 'config.toml');
  // What is wrong with it already is said with its line.
  readQueueSettings(path);
  await remember(path, backend);
  const { backend: shown } = await locateQueue(process.env, home);
  if (flags.json === true) stdout.write(`${JSON.stringify({ schemaVersion: 1, backend: shown })}\n`);
  else stderr.write(` ${stderr.colors.green(symbols.done)} ${shown}   remembered in ${shortPath(path, home)}\n`);
  // What cannot be opened is told now, not tonight.
  const open = await composeQueue(process.env, home);
  await open.queue.close();
  for (const warning of open.warnings) stderr.write(` ${stderr.colors.yellow(symbols.warning)} ${warning}\n`);
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
  if (place.is === 'file' || !hasPassword(place.url)) return;
  throw new CcxError('invalid_argument', 'A password is not remembered.', {
    hint: 'leave it out of the address, and set CCX_QUEUE_PASSWORD where ccx runs',
  });
}

/** `ccx queue migrate`: prepares a backend that is a server. */
export async function migrateCommand({ backend: named, json }: QueueFlags, terminal: Terminal): Promise<number> {
  const { stdout, stderr, symbols } = terminal;
  const [backend, changed] = await migrateQueue(process.env, terminal.home ?? homedir(), named);
  if (json === true) stdout.write(`${JSON.stringify({ schemaVersion: 1, backend, migrated: changed === true })}\n`);
  else if (changed === null) stderr.write(` ${backend} needs no migration: ${whyNone(backend)}\n`);
  else {
    const said = changed ? 'is ready for a queue' : 'was ready for a queue before';
    stderr.write(` ${stderr.colors.green(symbols.done)} ${backend} ${said}\n`);
  }
  return EXIT.done;
}

function whyNone(backend: string): string {
  return backend.startsWith('sqlite:')
    ? 'SQLite is brought up to date whenever it is opened'
    : 'a queue on Redis has no schema';
}
