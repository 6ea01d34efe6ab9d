/* The program that is killed: it drives one run that never ends. Started by run.ts. */
import type * as runnerPackage from '../../packages/runner/src/index.ts';
import { createLineDialect } from '../../packages/testkit/src/line-dialect.ts';

const built: typeof runnerPackage = await import(
  String(new URL('../../packages/runner/dist/index.js', import.meta.url))
);
const [dir = '', agent = ''] = process.argv.slice(2);
const runner = built.createRunner({
  dialects: { claude: createLineDialect() },
  ledger: built.createFileLedger({ dir }),
  logDir: `${dir}/logs`,
  binaries: { claude: { file: process.execPath, args: ['-e', agent, '--'] } },
});
const account = { agent: 'claude', configDir: null, id: 'claude:default' } as const;
await runner.run(
  { prompt: 'Never end.', cwd: dir, permission: 'safe' },
  { account, name: null, model: null, billing: 'api' },
).result;
