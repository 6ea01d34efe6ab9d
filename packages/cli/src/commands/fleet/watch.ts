import type { FleetMember } from '@ccx/contracts';
import { memberKey, type FleetChange, type FleetUpdate } from '@ccx/fleet';
import { EXIT } from '../../exit-codes.ts';
import { fleetEntry } from '../../fleet-view/fleet-entry.ts';
import type { Terminal } from '../../render/terminal.ts';
import { abortOnSignal } from '../abort-on-signal.ts';
import { memberFilter, type FleetFlags } from './fleet-flags.ts';
import { notifier } from './notify.ts';
import type { OpenFleet } from './open-fleet.ts';

export interface WatchedFleet {
  readonly flags: FleetFlags;
  readonly shown: (member: FleetMember) => boolean;
  readonly terminal: Terminal;
}

/** `ccx fleet --watch`: a full screen on a terminal, else one line of JSON for each change. */
export async function watchCommand(opened: OpenFleet, { flags, shown, terminal }: WatchedFleet): Promise<number> {
  const aborting = abortOnSignal();
  const left = new AbortController();
  const signal = AbortSignal.any([aborting.signal, terminal.stdout.gone, left.signal]);
  const notify = notifier(flags.notify ?? null, terminal);
  const updates = heard(opened.fleet.watch({ signal }), (changes) =>
    changes.filter(({ member }) => shown(member)).forEach(notify),
  );
  try {
    if (isForPeople(flags, terminal)) {
      const { showScreen } = await import('./screen.ts');
      const { sort, all = false } = flags;
      const wanted = memberFilter({ ...flags, all: true }, opened.nameOf);
      const choice = { all, ...(sort !== undefined && { sort }) };
      await showScreen(opened, { updates: only(updates, wanted), choice, terminal, signal });
    } else await writeLines(opened, { updates, shown, terminal });
    return aborting.exitCode() ?? EXIT.done;
  } finally {
    left.abort();
    aborting.stop();
  }
}

/** Keys are read too, so both ends must be a terminal. */
function isForPeople({ json, jsonl }: FleetFlags, { stdout }: Terminal): boolean {
  return stdout.isTty && process.stdin.isTTY && json !== true && jsonl !== true;
}

/** Whether the dead are shown is chosen on the screen. */
async function* only(
  updates: AsyncIterable<FleetUpdate>,
  shown: (member: FleetMember) => boolean,
): AsyncGenerator<Pick<FleetUpdate, 'members'>, void, void> {
  for await (const { members } of updates) yield { members: members.filter(shown) };
}

/** The first look as `appeared`, so that a reader needs no other command; then what changes. */
async function writeLines(
  { nameOf }: OpenFleet,
  { updates, shown, terminal }: Omit<WatchedFleet, 'flags'> & { readonly updates: AsyncIterable<FleetUpdate> },
): Promise<void> {
  let first = true;
  const listed = new Set<string>();
  for await (const { members, changes } of updates) {
    const told: readonly FleetChange[] = first
      ? members.map((member) => ({ type: 'appeared', member, before: null }))
      : changes;
    first = false;
    for (const { type, member, before } of told) {
      const key = memberKey(member);
      const known = listed.has(key);
      // One that has left what was asked for is told of once more.
      if (!shown(member) && !known) continue;
      if (shown(member) && type !== 'gone') listed.add(key);
      else listed.delete(key);
      const at = new Date().toISOString();
      terminal.stdout.write(
        `${JSON.stringify({ schemaVersion: 1, at, type, before, member: fleetEntry(member, nameOf) })}\n`,
      );
    }
    await terminal.stdout.drained();
  }
}

async function* heard(
  updates: AsyncIterable<FleetUpdate>,
  listen: (changes: readonly FleetChange[]) => void,
): AsyncGenerator<FleetUpdate, void, void> {
  for await (const update of updates) {
    listen(update.changes);
    yield update;
  }
}
