import { homedir } from 'node:os';
import { CcxError } from '@ccx/contracts';
import type { Backlog, WorkEvent } from '@ccx/queue';
import { composeAccountNames } from '../../compose/account-names.ts';
import { EXIT } from '../../exit-codes.ts';
import { createEventTeller } from '../../queue-view/tell-events.ts';
import { clockTime } from '../../render/clock-time.ts';
import type { Terminal } from '../../render/terminal.ts';
import { abortOnSignal } from '../abort-on-signal.ts';
import { lastEventId } from './event-search.ts';
import { withQueue, type QueueFlags } from './open-queue.ts';

export interface EventsFlags extends QueueFlags {
  readonly follow?: boolean;
  readonly after?: string;
  readonly jsonl?: boolean;
}

const LAST = 50;

/** `ccx queue events`: what happened, and with `-f` what happens. */
export async function eventsCommand(flags: EventsFlags, terminal: Terminal): Promise<number> {
  const asked = flags.after === undefined ? null : idOf(flags.after);
  const aborting = abortOnSignal();
  try {
    return await withQueue(flags, terminal, async ({ queue }) => {
      const signal = AbortSignal.any([aborting.signal, terminal.stdout.gone]);
      // Machines read all of it; a person wants to see what was last.
      const forPeople = flags.jsonl !== true && flags.json !== true;
      let last = asked ?? (forPeople ? Math.max(0, (await lastEventId(queue)) - LAST) : 0);
      const write = forPeople ? await peopleWriter(queue, terminal) : jsonWriter(terminal);
      while (!signal.aborted) {
        const changed = flags.follow === true ? queue.changed(signal) : null;
        const events = await queue.events(last);
        for (const event of events) {
          await write(event);
          last = event.id;
        }
        await terminal.stdout.drained();
        if (events.length > 0) continue;
        if (changed === null) break;
        await changed;
      }
      return aborting.exitCode() ?? EXIT.done;
    });
  } finally {
    aborting.stop();
  }
}

type EventWriter = (event: WorkEvent) => Promise<void>;

function jsonWriter({ stdout }: Terminal): EventWriter {
  return async (event) => void stdout.write(`${JSON.stringify({ schemaVersion: 1, event })}\n`);
}

async function peopleWriter(queue: Backlog, { stdout, timeZone, home }: Terminal): Promise<EventWriter> {
  const numbers = new Map<string, string>();
  const tell = createEventTeller({
    nameOf: await composeAccountNames(process.env, home ?? homedir()),
    timeZone,
  });
  return async (event) => {
    const words = tell(event);
    if (words === null) return;
    const zone = { now: new Date().toISOString(), timeZone };
    const name = event.item === null ? '' : (numbers.get(event.item) ?? (await numberOf(queue, event.item)));
    if (event.item !== null) numbers.set(event.item, name);
    const time = stdout.colors.dim(clockTime(event.at, zone).padStart(5));
    stdout.write(` ${time}  ${name.padStart(5)}  ${words}\n`);
  };
}

/** Of an item that was taken away only its id is known. */
async function numberOf(queue: Backlog, id: string): Promise<string> {
  const item = await queue.get(id);
  return item === null ? id.slice(0, 8) : `#${item.seq}`;
}

function idOf(text: string): number {
  const id = Number(text);
  if (/^\d+$/.test(text) && Number.isSafeInteger(id)) return id;
  throw new CcxError('invalid_argument', `--after is "${text}"; the id of an event was expected.`, {
    hint: 'ccx queue events --jsonl shows the ids',
  });
}
