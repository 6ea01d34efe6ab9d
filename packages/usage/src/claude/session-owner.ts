import { closeSync, constants, openSync, readSync } from 'node:fs';
import { type Fields, parseFields, textOf } from '../line-fields.ts';

/** More than what a session writes before its first call. */
const HEAD_BYTES = 64 * 1024;

/**
 * The organization whose session it is from this line on; `null` for a line that does not say it. Claude Code writes one
 * each time that it begins or goes on with a session, and names who began it also where another login goes on (2.1.329,
 * 2026-11-21).
 */
export function ownerIn(line: Fields): string | null {
  return line['type'] === 'session-owner' ? textOf(line['organizationUuid']) : null;
}

/** Who began a session: its subagents' transcripts do not say it. `null` where its own does not say it at its begin. */
export function ownerAtHead(file: string): string | null {
  const head = headOf(file);
  for (const line of head.slice(0, head.lastIndexOf('\n') + 1).split('\n')) {
    const owner = line.includes('"session-owner"') ? ownerIn(parseFields(line) ?? {}) : null;
    if (owner !== null) return owner;
  }
  return null;
}

function headOf(file: string): string {
  let fd: number | null = null;
  try {
    fd = openSync(file, constants.O_RDONLY | constants.O_NOFOLLOW | constants.O_NONBLOCK);
    const bytes = Buffer.alloc(HEAD_BYTES);
    return bytes.toString('utf8', 0, readSync(fd, bytes, 0, HEAD_BYTES, 0));
  } catch {
    return '';
  } finally {
    if (fd !== null) closeSync(fd);
  }
}
