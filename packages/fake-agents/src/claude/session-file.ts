import { mkdirSync, rmSync, writeFileSync } from 'node:fs';
import { basename, join } from 'node:path';
import type { Machine } from '../machine/machine.ts';
import { pidDomain, processStart, type Place } from './place.ts';

/** The `sessions/<pid>.json` of a living CLI. Left behind by whoever is killed, removed by every other end. */
export interface SessionFile {
  status(status: 'busy' | 'idle' | 'waiting', waitingFor?: string): void;
}

/** Writes it first without a status, as the CLI does. */
export function openSessionFile(
  machine: Machine,
  place: Place,
  about: { readonly sessionId: string; readonly version: string; readonly interactive: boolean },
): SessionFile {
  const folder = join(place.configDir, 'sessions');
  const path = join(folder, `${machine.pid}.json`);
  const startedAt = Math.round(machine.nowMs());
  const first = {
    pid: machine.pid,
    sessionId: about.sessionId,
    cwd: place.cwd,
    startedAt,
    procStart: processStart(machine.pid),
    version: about.version,
    peerProtocol: 1,
    peerFeatures: ['notify_idle', 'reply_across_default_dirs', 'artifact_yield'],
    kind: 'interactive',
    entrypoint: about.interactive ? 'cli' : 'sdk-cli',
    pidDomain: pidDomain(),
    asksForConvertedSkills: null,
    messagingSocketPath: `/tmp/cc-socks/${machine.pid}.sock`,
    name: `${basename(place.cwd)}-${(machine.pid % 90) + 10}`,
    nameSource: 'derived',
    nameSince: startedAt,
  };
  mkdirSync(folder, { recursive: true, mode: 0o700 });
  const write = (more: object): void => writeFileSync(path, JSON.stringify({ ...first, ...more }), { mode: 0o600 });
  write({});
  machine.onExit(() => rmSync(path, { force: true }));
  return {
    status: (status, waitingFor) => {
      const at = Math.round(machine.nowMs());
      write({ status, ...(waitingFor === undefined ? {} : { waitingFor }), updatedAt: at, statusUpdatedAt: at });
    },
  };
}
