import type { UsageReader } from '@ccx/contracts';
import type { Connection } from '../sqlite/connection.ts';
import type { Names } from './names.ts';
import { queryUsage } from './query-usage.ts';
import { sessionCosts } from './session-costs.ts';
import { repeatedLines, skippedLines } from './skipped-lines.ts';
import { countTurns, turnsOf } from './turns.ts';
import { usageCalls } from './usage-calls.ts';

export function usageReader(connection: Connection, names: Names): UsageReader {
  return {
    queryUsage: (query) => connection.read(() => queryUsage(connection, names, query)),
    usageCalls: (query) => usageCalls(connection, names, query),
    sessionCosts: (range, accountIds) => connection.read(() => sessionCosts(connection, names, range, accountIds)),
    skippedLines: (accountIds) => connection.read(() => skippedLines(connection, accountIds)),
    repeatedLines: (accountIds) => connection.read(() => repeatedLines(connection, accountIds)),
    countTurns: (account, range) => connection.read(() => countTurns(connection, account, range)),
    turns: (account, range) => connection.read(() => turnsOf(connection, account, range)),
  };
}
