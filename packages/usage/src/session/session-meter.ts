import { statSync } from 'node:fs';
import { countedRecords, totalTokens, type Account, type ScanBatch, type UsageRecord } from '@ccx/contracts';
import { FORMATS } from '../formats.ts';
import { costOfCall } from '../pricing/cost-mode.ts';
import type { UsagePricing } from '../pricing/pricing-table.ts';
import { listFolder, type FolderListing } from '../scan/list-folder.ts';
import { formatScanner, type ScannerOptions } from '../scan/scanner.ts';

/** A session and where it is written. */
export interface MeteredSession {
  /** In whose folder the transcript lies. */
  readonly account: Account;
  readonly sessionId: string;
  /** Absolute path; what its subagents write lies in a folder of the same name without the ending. */
  readonly transcript: string;
}

/** What a session has used so far. */
export interface SessionSoFar {
  readonly calls: number;
  /** All buckets of all calls. */
  readonly tokens: number;
  /** US dollars, the vendor's where it wrote them, else the table's; `null` where a call has no price. */
  readonly costUsd: number | null;
}

/** Follows sessions that live, without a store: nothing is kept beyond this object. */
export interface SessionMeter {
  /**
   * Reads what is new of a session, about `mostBytes` at most; `null` where more is left, or where nothing can be read. Calls that were copied from another session are not its own.
   */
  read(session: MeteredSession, mostBytes: number): Promise<SessionSoFar | null>;
}

interface Followed {
  readonly cursors: Map<string, string>;
  readonly records: Map<string, UsageRecord[]>;
}

/** @example const { costUsd } = (await createSessionMeter({ pricing }).read(session, 16 * 2 ** 20)) ?? {}; */
export function createSessionMeter({
  pricing,
  chunkBytes = 1024 * 1024,
}: { readonly pricing: UsagePricing } & Pick<ScannerOptions, 'chunkBytes'>): SessionMeter {
  const sessions = new Map<string, Followed>();
  return {
    async read({ account, sessionId, transcript }, mostBytes) {
      const listing = listSession(account, transcript);
      if (listing.files.length === 0) return null;
      const followed = sessions.get(transcript) ?? { cursors: new Map(), records: new Map() };
      sessions.set(transcript, followed);
      const scanner = formatScanner(FORMATS[account.agent], { chunkBytes }, () => listing);
      let left = mostBytes;
      for await (const batch of scanner.scan(account, (file) => followed.cursors.get(file) ?? null)) {
        if (left <= 0) return null;
        left -= take(batch, followed, chunkBytes);
      }
      return sumsOf(followed, sessionId, pricing);
    },
  };
}

/** The transcript itself and those of its subagents. */
function listSession({ agent }: Account, transcript: string): FolderListing {
  const below = listFolder(transcript.replace(/\.jsonl?$/, ''), (path) => FORMATS[agent].isTranscript(path));
  const isThere = statSync(transcript, { throwIfNoEntry: false })?.isFile() === true;
  return { ...below, files: isThere ? [...below.files, transcript] : [] };
}

/** Takes in a batch; how much was read for it, at most. */
function take({ file, replaces, records, cursor }: ScanBatch, followed: Followed, chunkBytes: number): number {
  const known = replaces ? [] : (followed.records.get(file) ?? []);
  followed.records.set(file, [...known, ...records]);
  followed.cursors.set(file, cursor);
  return Math.min(chunkBytes, statSync(file, { throwIfNoEntry: false })?.size ?? 0);
}

function sumsOf({ records }: Followed, sessionId: string, pricing: UsagePricing): SessionSoFar {
  const own = [...records.values()].flat().filter((record) => record.sessionId === sessionId);
  const calls = [...Map.groupBy(own, ({ id, part = 0 }) => `${part} ${id}`).values()].flatMap(countedRecords);
  const costs = calls.map((call) => costOfCall(call, pricing, 'auto'));
  return {
    calls: calls.length,
    tokens: calls.reduce((sum, { usage }) => sum + totalTokens(usage), 0),
    costUsd: costs.reduce<number | null>((sum, cost) => (sum === null || cost === null ? null : sum + cost), 0),
  };
}
