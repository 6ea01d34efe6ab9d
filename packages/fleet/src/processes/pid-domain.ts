import { readFileSync } from 'node:fs';

/**
 * Whether Claude Code's name of a pid namespace, `linux:MACHINE:pid:[INODE]` with the machine's id as in
 * `/etc/machine-id` (2.1.329, 2026-11-21), may be the one whose link in /proc is `here`. A text of another form says
 * nothing, and then the process' start time has to decide. `@ccx/profiles` reads it in the same way.
 */
export function matchesNamespace(pidDomain: string, here: string | null): boolean {
  const [, machine, namespace] = /^linux:([^:]*):(pid:\[\d+\])$/.exec(pidDomain) ?? [];
  if (machine === undefined || here === null) return true;
  if (namespace !== here) return false;
  const own = ownMachine();
  return own === '' || own === machine;
}

let machineId: string | null = null;

function ownMachine(): string {
  try {
    machineId ??= readFileSync('/etc/machine-id', 'utf8').trim();
  } catch {
    machineId = '';
  }
  return machineId;
}
