export type { StatuslineInput } from './claude/statusline-input.ts';
export { parseStatuslineInput } from './claude/statusline-input.ts';
export { newsOf } from './claude/statusline-news.ts';
export { sinceReset } from './freshness.ts';
export type { FileQuotaCache, QuotaCacheOptions } from './cache/quota-cache.ts';
export { createQuotaCache } from './cache/quota-cache.ts';
