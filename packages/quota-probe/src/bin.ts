#!/usr/bin/env node
import { quotaProbe } from './command/quota-probe.ts';

const stop = new AbortController();
for (const [signal, code] of [
  ['SIGINT', 130],
  ['SIGTERM', 143],
] as const) {
  process.once(signal, () => {
    process.exitCode = code;
    stop.abort();
  });
}
// Who reads no further wants no error about it.
process.stdout.on('error', () => process.exit());

const { exitCode, stdout, stderr } = await quotaProbe(process.argv.slice(2), { env: process.env, signal: stop.signal });
process.stdout.write(stdout);
process.stderr.write(stderr);
process.exitCode ??= exitCode;
