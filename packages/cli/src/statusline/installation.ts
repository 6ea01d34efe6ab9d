import { readFile, unlink, writeFile } from 'node:fs/promises';
import { withCommand, withoutStatusLine } from './edit-settings.ts';
import { readOwnCommand, writeOwnCommand, type OwnCommand } from './own-command.ts';
import { readSettingsFile, writeSettingsFile, type SettingsFile } from './settings-file.ts';
import { parseSettings } from './settings.ts';

/** The status line of a config dir, as its settings have it. */
export interface StatusLineState {
  readonly file: SettingsFile;
  /** Whatever is called. */
  readonly command: string | null;
  /** The same where it is ccx. */
  readonly own: OwnCommand | null;
  /** Whether Claude Code can read the file at all. */
  readonly isStrict: boolean;
}

/** What would be changed in the settings; `null` bytes: there is no such file. */
export interface SettingsChange {
  readonly file: SettingsFile;
  readonly bytes: Buffer | null;
}

/** @throws {CcxError} where the settings cannot be read or are broken */
export async function readState(path: string): Promise<StatusLineState> {
  const file = await readSettingsFile(path);
  const { command, isStrict } = parseSettings(file.bytes ?? Buffer.alloc(0), path);
  return { file, command, own: command === null ? null : readOwnCommand(command), isStrict };
}

/** The change that puts ccx in, with the person's own status line kept within; `null` where it is there already. */
export function installing(
  { file, command, own }: StatusLineState,
  { program, format }: Pick<OwnCommand, 'program' | 'format'>,
): SettingsChange | null {
  const tee = own === null ? command : own.tee;
  const wanted = writeOwnCommand({ program, tee, format: format ?? own?.format ?? null });
  return wanted === command ? null : { file, bytes: installed(file, wanted) };
}

/** Installs; the settings as they were before lie beside them for as long as ccx is in them. */
export async function install(change: SettingsChange, { file, own }: StatusLineState, path: string): Promise<void> {
  if (own === null && file.bytes !== null) await writeFile(backupPath(path), file.bytes, { mode: 0o600 });
  await writeSettingsFile(change.file, change.bytes);
}

/**
 * The change that takes ccx out again; `null` where it is not there. Settings that nobody has touched since become what
 * they were byte for byte, in others only the status line changes.
 */
export async function uninstalling(
  { file, command, own }: StatusLineState,
  path: string,
): Promise<SettingsChange | null> {
  if (own === null || command === null || file.bytes === null) return null;
  const before = await readFile(backupPath(path)).catch(() => null);
  if (isResult(file, { path: file.path, bytes: before }, command)) return { file, bytes: before };
  const settings = parseSettings(file.bytes, path);
  const text = own.tee === null ? withoutStatusLine(settings) : withCommand(settings, own.tee);
  return { file, bytes: Buffer.from(text) };
}

export async function uninstall(change: SettingsChange, path: string): Promise<void> {
  await writeSettingsFile(change.file, change.bytes);
  await unlink(backupPath(path)).catch(() => {});
}

/** Where the settings of before lie. */
export function backupPath(path: string): string {
  return `${path}.before-ccx`;
}

function isResult({ bytes }: SettingsFile, before: SettingsFile, command: string): boolean {
  try {
    return bytes !== null && installed(before, command).equals(bytes);
  } catch {
    // What lies there as a backup are no settings.
    return false;
  }
}

function installed({ bytes, path }: SettingsFile, command: string): Buffer {
  return Buffer.from(withCommand(parseSettings(bytes ?? Buffer.alloc(0), path), command));
}
