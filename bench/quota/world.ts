/** A home with the real CLIs of e2e/ in it, logged in to stand-ins for the vendors on this machine. */
import { existsSync } from 'node:fs';
import { join } from 'node:path';
import {
  codexEnv,
  codexHome,
  codexUsageBody,
  createTempHome,
  startAnthropicApi,
  startOpenaiApi,
  subscriptionEnv,
  subscriptionHome,
  usageBody,
} from '../../packages/testkit/src/index.ts';

const BINS = join(import.meta.dirname, '../../e2e/node_modules/.bin');

export interface BenchWorld {
  readonly env: Readonly<Record<string, string | undefined>>;
  /** An empty folder in which the CLIs are started. */
  readonly folder: string;
  close(): Promise<void>;
}

/** @throws where the real CLIs are not installed */
export async function openBenchWorld(): Promise<BenchWorld> {
  if (!existsSync(join(BINS, 'claude')))
    throw new Error('The real CLIs are not installed: run `npm run e2e -- quota`.');
  const home = await createTempHome({ path: [BINS] });
  const resetsAt = new Date(Math.ceil(Date.now() / 1000) * 1000 + 3_600_000);
  const anthropic = await startAnthropicApi({
    usage: usageBody({ five_hour: { utilization: 42, resets_at: resetsAt.toISOString() } }),
  });
  const primary = { usedPercent: 42, windowMinutes: 300, resetsAt };
  const openai = await startOpenaiApi({ usage: codexUsageBody({ primary }) });
  await subscriptionHome(home);
  await codexHome(home, openai, { login: 'chatgpt' });
  return {
    env: {
      ...home.env,
      ...codexEnv(home, openai),
      ...subscriptionEnv(anthropic),
      CCX_HOME: join(home.home, 'ccx'),
      DISABLE_AUTOUPDATER: '1',
      ...(process.getuid?.() === 0 && { IS_SANDBOX: '1' }),
    },
    folder: home.cwd,
    close: async () => {
      await anthropic.close();
      await openai.close();
      await home.remove();
    },
  };
}
