import { readdirSync } from 'node:fs';
import { join } from 'node:path';
import { readText } from '../careful-files.ts';
import { parseFields } from '../fields.ts';
import type { FleetRoot, FleetSource, FoundSession, SourceContext } from '../source.ts';
import { historyFacts } from './history-facts.ts';
import { claudeMessages } from './messages.ts';
import { fileless } from './fileless.ts';
import { readRecord, type SessionRecord } from './session-record.ts';
import { runningSubagents } from './subagents.ts';
import { stateEvidence } from './state-evidence.ts';
import { transcriptPath } from './transcript-path.ts';
import { turnEnd } from './transcript-tail.ts';

/** What is no session although it has a file: servers in the background, and processes that were started ahead. */
const NO_SESSION: ReadonlySet<string | null> = new Set(['daemon', 'daemon-worker']);

/**
 * Claude Code's sessions by its own files `sessions/PID.json` (2.1.329, 2026-11-21), and its processes that have none
 * yet. A process that was killed leaves its file behind; one that ends in order removes it.
 *
 * Beside them lie `PID.HASH.key`, tokens that are never opened, and `pid-N.json` of old versions, which prove nothing
 * and are only counted.
 */
export const claudeSource: FleetSource = {
  agent: 'claude',
  sessions(root, context) {
    const folder = join(root.folder, 'sessions');
    const records = namesIn(folder).flatMap((name) => recordIn(folder, name, context) ?? []);
    const found = records
      .filter(({ spare, kind }) => !spare && !NO_SESSION.has(kind))
      .map((record) => asSession(record, root, join(folder, `${record.pid}.json`), context));
    return [...found, ...fileless(root, new Set(records.map(({ pid }) => pid)), context)];
  },
  messages: claudeMessages,
  facts: historyFacts,
  subagents: runningSubagents,
  watched: ({ folder }) => [join(folder, 'sessions')],
};

function namesIn(folder: string): readonly string[] {
  try {
    return readdirSync(folder).filter((name) => name.endsWith('.json'));
  } catch {
    return [];
  }
}

function recordIn(folder: string, name: string, context: SourceContext): SessionRecord | null {
  if (!/^[1-9]\d{0,9}\.json$/.test(name)) {
    context.skip(/^pid-\d+\.json$/.test(name) ? 'legacy' : 'unknown-name');
    return null;
  }
  const read = context.memory.read(join(folder, name), (path) => readFile(path, Number.parseInt(name, 10)));
  if (typeof read !== 'string') return read;
  context.skip(read);
  return null;
}

/** The record, or why there is none; `null` where the session ended while the folder was read, or it is no file. */
function readFile(path: string, pid: number): SessionRecord | 'torn' | 'unknown-form' | null {
  const text = readText(path);
  if (text === null) return null;
  const fields = parseFields(text);
  return fields === null ? 'torn' : (readRecord(pid, fields) ?? 'unknown-form');
}

function asSession(record: SessionRecord, root: FleetRoot, file: string, context: SourceContext): FoundSession {
  const { pid, procStart, sessionId, cwd, pidDomain } = record;
  const foreignDomain = pidDomain !== null && context.proc.isForeign(pidDomain) ? pidDomain : null;
  const row = foreignDomain === null ? context.proc.find(pid) : null;
  const lives = row !== null && row !== 'hidden' && row.startedAt === procStart && row.state !== 'dead';
  // Of what has ended nobody asks how its last turn went.
  const path =
    sessionId === null || !lives
      ? null
      : context.memory.once(`history ${root.folder} ${sessionId}`, () => transcriptPath(root.folder, sessionId, cwd));
  return {
    pid,
    startedAt: procStart,
    foreignDomain,
    sessionId,
    name: record.name,
    cwd,
    status: record.status,
    began: record.began,
    updated: record.updated,
    entrypoint: record.entrypoint,
    version: record.version,
    sessionFile: file,
    transcriptPath: path,
    evidence: lives
      ? stateEvidence(record, path === null ? null : context.memory.read(path, turnEnd), context.nowMs)
      : [],
  };
}
