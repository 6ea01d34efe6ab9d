import { instantFromMs, type Instant } from '@ccx/contracts';
import { numberOf, textOf, type Fields } from '../fields.ts';

/** What Claude Code writes about one of its processes. Everything but the pid may be missing. */
export interface SessionRecord {
  readonly pid: number;
  readonly sessionId: string | null;
  readonly cwd: string | null;
  /** Field 22 of `/proc/PID/stat`, as text. */
  readonly procStart: string | null;
  readonly pidDomain: string | null;
  readonly status: string | null;
  readonly waitingFor: string | null;
  readonly statusSince: Instant | null;
  readonly updated: Instant | null;
  readonly began: Instant | null;
  readonly name: string | null;
  readonly entrypoint: string | null;
  readonly version: string | null;
  readonly kind: string | null;
  /** A process that was started ahead and has no session yet. */
  readonly spare: boolean;
}

/** What may become part of a path: no separator, no dot. */
const SESSION_ID = /^[a-z0-9][a-z0-9-]{0,127}$/i;

/**
 * The record in `sessions/PID.json` (Claude Code 2.1.329, 2026-11-21). A field of another type than it was seen with
 * counts as missing; fields of which nothing is known are left out. `null` where it does not even say whose it is.
 */
export function readRecord(pid: number, fields: Fields): SessionRecord | null {
  if (fields['pid'] !== pid) return null;
  const at = (name: string): Instant | null => {
    const ms = numberOf(fields[name]);
    return ms === null ? null : instantFromMs(ms);
  };
  return {
    pid,
    sessionId: sessionIdOf(fields['sessionId']),
    cwd: textOf(fields['cwd']),
    procStart: textOf(fields['procStart'])?.trim() ?? null,
    pidDomain: textOf(fields['pidDomain']),
    status: textOf(fields['status']),
    waitingFor: textOf(fields['waitingFor']),
    statusSince: at('statusUpdatedAt'),
    updated: at('updatedAt'),
    began: at('startedAt'),
    name: textOf(fields['name']),
    entrypoint: textOf(fields['entrypoint']),
    version: textOf(fields['version']),
    kind: textOf(fields['kind']),
    spare: fields['spare'] === true,
  };
}

/** An id that can be part of a file's name; `null` for everything else, a path above all. */
export function sessionIdOf(value: unknown): string | null {
  const id = textOf(value);
  return id !== null && SESSION_ID.test(id) ? id : null;
}
