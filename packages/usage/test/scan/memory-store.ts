import { countedRecords, type ScanBatch, type SessionCost, type UsageRecord, type UsageScanner } from '@ccx/contracts';
import type { Account } from '@ccx/contracts';

/** What batches add up to, kept as a store keeps it, in memory. */
export interface MemoryStore {
  cursor(file: string): string | null;
  commit(batch: ScanBatch): void;
  /** Every record, in the order in which it came. */
  records(): readonly UsageRecord[];
  /** Every record that counts. */
  counted(): readonly UsageRecord[];
  /** Ids of all prompts. */
  turns(): readonly string[];
  /** The last sum of each session. */
  costs(): readonly SessionCost[];
  /** Without reasons that add up to nothing. */
  skipped(): Readonly<Record<string, number>>;
  /** Lines that told of a call which another line had told of. */
  repeated(): number;
  files(): readonly string[];
}

export function createMemoryStore(): MemoryStore {
  const files = new Map<string, { batches: ScanBatch[]; cursor: string }>();
  const all = (): readonly ScanBatch[] => [...files.values()].flatMap(({ batches }) => batches);
  const records = (): readonly UsageRecord[] => all().flatMap((batch) => batch.records);
  const counted = (): readonly UsageRecord[] => {
    const byId = new Map<string, UsageRecord[]>();
    for (const record of records()) {
      const key = `${record.part ?? 0} ${record.id}`;
      const same = byId.get(key);
      if (same === undefined) byId.set(key, [record]);
      else same.push(record);
    }
    return [...byId.values()].flatMap((same) => countedRecords(same));
  };
  return {
    cursor: (file) => files.get(file)?.cursor ?? null,
    commit(batch) {
      const before = batch.replaces ? [] : (files.get(batch.file)?.batches ?? []);
      files.set(batch.file, { batches: [...before, batch], cursor: batch.cursor });
    },
    counted,
    records,
    turns: () => [...new Set(all().flatMap(({ turns }) => (turns ?? []).map(({ id }) => id)))],
    costs: () => [
      ...new Map(all().flatMap(({ costs }) => (costs ?? []).map((cost) => [cost.sessionId, cost] as const))).values(),
    ],
    skipped() {
      const sums: Record<string, number> = {};
      for (const { skipped } of all()) {
        for (const [reason, count] of Object.entries(skipped)) sums[reason] = (sums[reason] ?? 0) + count;
      }
      return Object.fromEntries(Object.entries(sums).filter(([, count]) => count !== 0));
    },
    repeated: () =>
      all().reduce((sum, { callLines = 0 }) => sum + callLines, 0) -
      counted().filter(({ part = 0 }) => part === 0).length,
    files: () => [...files.keys()],
  };
}

/** Scans an account into a store; what came of it. */
export async function scanInto(
  store: MemoryStore,
  scanner: UsageScanner,
  account: Account,
): Promise<readonly ScanBatch[]> {
  const batches: ScanBatch[] = [];
  for await (const batch of scanner.scan(account, (file) => store.cursor(file))) {
    batches.push(batch);
    store.commit(batch);
  }
  return batches;
}
