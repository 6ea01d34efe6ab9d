import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { instantFromMs, type FleetMember } from '@ccx/contracts';
import { onTestFinished } from 'vitest';
import type { ProcessView } from '../../src/processes/process-view.ts';
import { scanFleet, type FleetScan } from '../../src/scan-fleet.ts';
import type { FleetRoot } from '../../src/source.ts';

/** A config dir of Claude Code that goes away with its test. */
export interface Place {
  readonly folder: string;
  readonly root: FleetRoot;
  /** Writes a file below the config dir. */
  write(path: string, content: string | object): void;
  scan(proc: ProcessView, nowMs?: number): FleetScan;
}

export const NOW_MS: number = Date.parse('2026-11-21T01:18:40.000Z');
export const PID = 41011;
export const SESSION = 'e7982952-f394-4b50-a035-d01ffa2a3ef6';

export function openPlace(): Place {
  const folder = mkdtempSync(join(tmpdir(), 'ccx-fleet-'));
  onTestFinished(() => rmSync(folder, { recursive: true, force: true }));
  const root: FleetRoot = {
    agent: 'claude',
    account: { agent: 'claude', configDir: null, id: 'claude:default' },
    folder,
  };
  return {
    folder,
    root,
    write(path, content) {
      const file = join(folder, path);
      mkdirSync(join(file, '..'), { recursive: true });
      writeFileSync(file, typeof content === 'string' ? content : JSON.stringify(content));
    },
    scan: (proc, nowMs = NOW_MS) =>
      scanFleet({ roots: [root], proc, clock: { now: () => instantFromMs(nowMs) ?? '' } }),
  };
}

/** A record as 2.1.329 writes it. */
export function record(fields: Readonly<Record<string, unknown>> = {}): Readonly<Record<string, unknown>> {
  return {
    pid: PID,
    sessionId: SESSION,
    cwd: '/home/dev/project',
    startedAt: NOW_MS - 60_000,
    procStart: '262463',
    version: '2.1.329',
    kind: 'interactive',
    entrypoint: 'cli',
    pidDomain: 'linux:0:pid:[4026531836]',
    name: 'project-1a',
    nameSource: 'derived',
    status: 'idle',
    updatedAt: NOW_MS - 1000,
    statusUpdatedAt: NOW_MS - 1000,
    ...fields,
  };
}

/** The one member of a scan. */
export function only(scan: FleetScan): FleetMember {
  const [member, ...rest] = scan.members;
  if (member === undefined || rest.length > 0) throw new Error(`${scan.members.length} members instead of one`);
  return member;
}

export function fixture(name: string): string {
  return readFileSync(join(import.meta.dirname, '../fixtures/claude', name), 'utf8');
}

/** The lines of a fixture as objects. */
export function lines(name: string): readonly Record<string, unknown>[] {
  return fixture(name)
    .split('\n')
    .filter((line) => line !== '')
    .map((line): Record<string, unknown> => JSON.parse(line));
}
