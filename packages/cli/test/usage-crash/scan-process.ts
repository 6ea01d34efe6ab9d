/* One process that scans: node scan-process.ts DATABASE FOLDER. A dot on stdout for each step that it has kept. */
import { join } from 'node:path';
import { accountId, CcxError } from '@ccx/contracts';
import { openStore } from '@ccx/store';
import { createScanner, listTranscripts, updateUsage } from '@ccx/usage';

const [database = '', folder = ''] = process.argv.slice(2);
try {
  const store = openStore(database, {
    onProblem: ({ message }) => {
      throw new Error(message);
    },
  });
  const sources = (['claude', 'codex'] as const).map((agent) => {
    const configDir = join(folder, agent);
    const account = { agent, configDir, id: accountId(agent, configDir) };
    return {
      account,
      // Small steps: many of them are under way when a process is killed.
      scanner: createScanner(agent, { chunkBytes: 4096 }),
      listing: () => listTranscripts(account),
    };
  });
  await updateUsage({ sources, store, onProgress: () => void process.stdout.write('.') });
  store.close();
} catch (error) {
  process.stderr.write(
    error instanceof CcxError ? `[${error.code}] ${error.message}\n${error.hint ?? ''}\n` : String(error),
  );
  process.exitCode = 1;
}
