import { basename, dirname } from 'node:path';
import type { SessionCost, UsageTurn } from '@ccx/contracts';
import { fieldsOf, instantOf, parseFields, textOf } from '../line-fields.ts';
import type { TranscriptOwner, TranscriptReader } from '../scan/transcript-format.ts';
import { eachLine } from '../scan/whole-lines.ts';
import { agentTypes } from './agent-type.ts';
import { type CallLine, callLine, sessionOf } from './call-line.ts';
import { callRecords, LargestRecords, type LineContext } from './call-records.ts';
import { sessionCost } from './cost-state.ts';
import { lineKind } from './line-kind.ts';
import { isPrompt } from './prompt-line.ts';
import { createQuickCall } from './quick-call.ts';
import { arePayersOutdated, payersOf } from './payers.ts';
import { ownerIn } from './session-owner.ts';

/** Every line that tells of a call has it. */
const CALL_MARK = Buffer.from('"usage"');

/** Shared by all files, one line being read at a time: what it keeps of the last line is compared, not trusted. */
const quickCall = createQuickCall();

/**
 * Reads Claude Code's transcripts; what it keeps for a later reader is the time of the last line that told of one, and
 * whose its lines are.
 */
export function claudeReader(file: string, owner: TranscriptOwner, state: unknown): TranscriptReader {
  const before = fieldsOf(state);
  const session = sessionByName(file);
  const payers = payersOf(owner, { main: session.main, state: before?.['payers'] });
  const context: LineContext = {
    get account() {
      return payers.account();
    },
    sessionId: session.id,
    agentType: agentTypes(file),
  };
  const records = new LargestRecords();
  const turns = new Map<string, UsageTurn>();
  const costs = new Map<string, SessionCost>();
  const skipped = new Map<string, number>();
  let lastAt = instantOf(before?.['at']);
  let lastCall: CallLine | null = null;
  let callLines = 0;

  const skip = (reason: string): void => void skipped.set(reason, (skipped.get(reason) ?? 0) + 1);

  const addCall = (call: CallLine): void => {
    // The blocks of one message are lines that tell of the same call again.
    if (lastCall !== null && isSameCall(call, lastCall)) {
      callLines += 1;
      return;
    }
    const found = callRecords(call, context);
    if (typeof found === 'string') return skip(found);
    lastCall = call;
    callLines += 1;
    for (const record of found) {
      records.add(record);
      lastAt = record.at;
    }
  };

  const parseLine = (text: string): void => {
    const line = parseFields(text);
    if (line === null) return skip('malformed');
    const call = callLine(line);
    if (call !== null) return addCall(call);
    const organization = ownerIn(line);
    if (organization !== null) return payers.paidBy(organization);
    const id = textOf(line['uuid']);
    const at = instantOf(line['timestamp']);
    if (id !== null && at !== null && isPrompt(line)) {
      turns.set(id, { id, account: context.account, sessionId: sessionOf(line) ?? context.sessionId, at });
      lastAt = at;
    }
    const cost = sessionCost(line, context.account, lastAt);
    if (cost !== null) costs.set(cost.sessionId, cost);
  };

  return {
    read(chunk, start, end) {
      // What lies behind the lines is of other files.
      const bytes = chunk.subarray(0, end);
      eachLine(bytes, start, end, (from, to) => {
        const kind = lineKind(bytes, from, to);
        if (kind === 'blank' || (kind === 'tool-result' && !endsAsCall(bytes, from, to))) return;
        if (kind === 'call') {
          const call = quickCall(bytes, from, to);
          if (call !== undefined) return call === null ? undefined : addCall(call);
        }
        // Among the other kinds only a few, such as the progress of a subagent, tell of a call.
        if (kind === 'other' && !bytes.subarray(from, to).includes(CALL_MARK)) return;
        parseLine(bytes.toString('utf8', from, to));
      });
    },
    take() {
      const found = {
        records: records.take(),
        callLines,
        turns: [...turns.values()],
        costs: [...costs.values()],
        skipped: Object.fromEntries(skipped),
      };
      turns.clear();
      costs.clear();
      skipped.clear();
      lastCall = null;
      callLines = 0;
      return found;
    },
    state: () => ({ at: lastAt, payers: payers.state() }),
  };
}

/** Whether it is known better by now whose the lines before this state are. */
export function isOutdated(state: unknown, owner: TranscriptOwner): boolean {
  return arePayersOutdated(fieldsOf(state)?.['payers'], owner);
}

function isSameCall(a: CallLine, b: CallLine): boolean {
  return (
    a.usage === b.usage && a.id === b.id && a.requestId === b.requestId && a.sidechain === b.sidechain && !a.isError
  );
}

/**
 * Whether a line that begins as what a tool answered ends as a call: a writer was killed in its middle, and the next one
 * wrote on. The end is enough, because a line's type stands behind its message.
 */
function endsAsCall(bytes: Buffer, from: number, to: number): boolean {
  return bytes.subarray(Math.max(from, to - TAIL_BYTES), to).includes(CALL_TYPE);
}

const CALL_TYPE = Buffer.from('"type":"assistant"');
/** Behind its type a call's line has 300 to 500 bytes (2.1.329). */
const TAIL_BYTES = 1024;

/** A subagent's transcript lies in `<session>/subagents/`, beside that of its session. */
function sessionByName(file: string): { readonly id: string; readonly main: string | null } {
  const folder = dirname(file);
  if (basename(folder) !== 'subagents') return { id: basename(file, '.jsonl'), main: null };
  const session = dirname(folder);
  return { id: basename(session), main: `${session}.jsonl` };
}
