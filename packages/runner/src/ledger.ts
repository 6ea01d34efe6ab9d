export type { FileLedger, FileLedgerOptions, ReapReport, RunHistoryEntry } from './ledger/file-ledger.ts';
export { createFileLedger } from './ledger/file-ledger.ts';
