export { accountSource, createScanner, listTranscripts } from './scanners.ts';
export type { ScannerOptions } from './scan/scanner.ts';
export type { FolderListing, Obstacle } from './scan/list-folder.ts';
export { goneFiles } from './scan/gone-files.ts';
export type { WatchedFolders } from './place/watch-folders.ts';
export { watchFolders } from './place/watch-folders.ts';
export type { PriceRow, TokenRates } from './pricing/price-row.ts';
export type { PricingTableOptions, UsagePricing } from './pricing/pricing-table.ts';
export { createPricingTable } from './pricing/pricing-table.ts';
export type { CostMode } from './pricing/cost-mode.ts';

export type { UsageReportKind, UsageReportRequest, UsageSort } from './report/report-request.ts';
export type {
  ModelSums,
  ReportRow,
  ReportSums,
  ReportTokens,
  UnpricedModel,
  UsageReport,
} from './report/report-result.ts';
export type { WindowChange } from './report/session-windows.ts';
export type { UsageReportOptions } from './report/usage-report.ts';
export { usageReport } from './report/usage-report.ts';
export { queryOf } from './report/report-request.ts';

export type { BurnRate, Projection, UsageBlock, UsageGap } from './blocks/block-result.ts';
export type { UsageBlocksOptions } from './blocks/usage-blocks.ts';
export { usageBlocks } from './blocks/usage-blocks.ts';
export type { AccountSource, UpdateProgress, UpdateUsageOptions } from './update.ts';
export { updateUsage } from './update.ts';
export type { UsageSpent } from './report/usage-spent.ts';
export { usageSpent } from './report/usage-spent.ts';
export { usageSums } from './report/usage-sums.ts';
export type { MeteredSession, SessionMeter, SessionSoFar } from './session/session-meter.ts';
export { createSessionMeter } from './session/session-meter.ts';

export type { AuditOptions } from './audit/session-sums.ts';
export type { OverheadOfModel, OverheadOfSession, UsageOverhead } from './audit/usage-overhead.ts';
export type { PriceDrift } from './audit/price-drift.ts';
export type { UsageAudit } from './audit/usage-audit.ts';
export { usageAudit } from './audit/usage-audit.ts';

export type { CcusageReport, CcusageRow, CheckedTokens } from './import-check/ccusage-report.ts';
export { readCcusage } from './import-check/ccusage-report.ts';
export type { ImportReason, ImportRule } from './import-check/import-rules.ts';
export { IMPORT_RULES } from './import-check/import-rules.ts';
export type { ImportCheck, ImportDifference } from './import-check/import-check.ts';
export { importCheck } from './import-check/import-check.ts';
