/* One process that scans: node scan-process.ts DATABASE FOLDER. A dot on stdout for each step that it has kept. */
import { join } from 'node:path';
import { accountId, CcxError } from '@ccx/contracts';
import { openStore } from '@ccx/store';
import { accountSource, updateUsage } from '@ccx/usage';

const [database = '', folder = ''] = process.argv.slice(2);
try {
  const store = openStore(database, {
    onProblem: ({ message }) => {
      throw new Error(message);
    },
  });
  const sources = (['claude', 'codex'] as const).map((agent) => {
    const configDir = join(folder, agent);
    // Small steps: many of them are under way when a process is killed.
    return accountSource({ agent, configDir, id: accountId(agent, configDir) }, { chunkBytes: 4096 });
  });
  await updateUsage({ sources, store, onProgress: () => void process.stdout.write('.') });
  store.close();
} catch (error) {
  process.stderr.write(
    error instanceof CcxError ? `[${error.code}] ${error.message}\n${error.hint ?? ''}\n` : String(error),
  );
  process.exitCode = 1;
}
