import { processDomain } from '@ccx/contracts/host';
import type { ProcessView } from './process-view.ts';
import { procView } from './proc-view.ts';

/**
 * Looks at the processes of this machine: procfs on Linux, `ps` on macOS.
 *
 * @throws {CcxError} `platform_unsupported` where processes cannot be told apart
 */
export async function lookAtProcesses(): Promise<ProcessView> {
  const domain = await processDomain();
  if (process.platform === 'linux') return procView({ domain });
  const { psView } = await import('./ps-view.ts');
  return psView({ domain });
}
