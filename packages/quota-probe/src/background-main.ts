import { parseRefresh, refresh } from './background/refresh.ts';

/* The process that refreshInBackground starts. Nobody listens to it: what it finds out is in the cache. */
const told = parseRefresh(process.argv[2] ?? '');
if (told === null) process.exitCode = 2;
else await refresh(told).catch(() => (process.exitCode = 1));
