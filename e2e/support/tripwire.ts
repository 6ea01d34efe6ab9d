import { existsSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';

/** A program of the person's, and whether anything ran it. */
export function tripwire(home: string): { readonly command: string; readonly wasRun: () => string } {
  const [command, log] = [join(home, 'tripwire.sh'), join(home, 'tripwire.log')];
  writeFileSync(command, `#!/bin/sh\necho "$@" >> '${log}'\ncat > /dev/null\n`, { mode: 0o755 });
  return { command, wasRun: () => (existsSync(log) ? readFileSync(log, 'utf8') : '') };
}
