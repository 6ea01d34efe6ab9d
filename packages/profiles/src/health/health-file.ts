import { mkdirSync, readFileSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { CcxError, type ProfileHealth, type ProfileHealthStore } from '@ccx/contracts';
import { accountFile } from '../account-file.ts';
import { formatHealth, parseHealth } from './stored-health.ts';

export interface HealthOptions {
  /** As `ccxPaths(env, home).state`; the files lie in `profiles/health` below it. */
  readonly dir: string;
}

/** A {@link ProfileHealthStore} in files that all ccx processes of a person share. */
export interface HealthFile extends ProfileHealthStore {
  /** Forgets what was kept: after a login, all of it is about the one before. */
  clearHealth(accountId: string): void;
}

/**
 * The health of accounts in one small file each, mode 0600, replaced whole. A file that is broken, newer than this ccx or
 * about another account is as if nothing were known.
 *
 * @throws {CcxError} `io_failed` from `saveProfileHealth` and `clearHealth`
 */
export function openHealth({ dir }: HealthOptions): HealthFile {
  const folder = join(dir, 'profiles', 'health');
  const path = (accountId: string): string => join(folder, `${accountFile(accountId)}.json`);

  const profileHealth = (accountId: string): ProfileHealth | null => {
    try {
      return parseHealth(readFileSync(path(accountId), 'utf8'), accountId);
    } catch {
      return null;
    }
  };
  return {
    profileHealth,
    saveProfileHealth: (health) => {
      const kept = profileHealth(health.accountId);
      if (kept !== null && kept.checkedAt > health.checkedAt) return;
      writing(path(health.accountId), (file) => {
        mkdirSync(folder, { recursive: true, mode: 0o700 });
        // Loading this takes as long as reading all that is kept, and whoever only reads does not need it.
        const { randomBytes } = process.getBuiltinModule('node:crypto');
        const draft = `${file}.${process.pid}-${randomBytes(6).toString('hex')}.tmp`;
        try {
          writeFileSync(draft, formatHealth(health), { flag: 'wx', mode: 0o600 });
          renameSync(draft, file);
        } finally {
          rmSync(draft, { force: true });
        }
      });
    },
    clearHealth: (accountId) => writing(path(accountId), (file) => rmSync(file, { force: true })),
  };
}

function writing(path: string, work: (path: string) => void): void {
  try {
    work(path);
  } catch (error) {
    const why = error instanceof Error ? error.message : String(error);
    throw new CcxError('io_failed', `"${path}" cannot be written: ${why}`, { cause: error });
  }
}
