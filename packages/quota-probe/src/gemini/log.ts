import type { Instant, QuotaReading, QuotaSource } from '@ccx/contracts';
import { problem } from '../problem.ts';
import type { SourceOptions } from '../source-options.ts';
import { geminiLogin, type GeminiLogin } from './login.ts';

/**
 * What lies in the folder of Gemini CLI. It writes down no quota; but where its login has none, nobody has to start it
 * and wait for its screen to learn that.
 */
export function geminiLogSource({ clock }: Pick<SourceOptions, 'clock'>): QuotaSource {
  return {
    id: 'log',
    agent: 'gemini',
    cost: { process: false, usageEndpoint: false, mayOpenWindow: false },
    async read(account, { env, signal }): Promise<QuotaReading> {
      signal.throwIfAborted();
      const login = await geminiLogin(account, env);
      signal.throwIfAborted();
      return meaningOf(login, clock.now());
    },
  };
}

function meaningOf(login: GeminiLogin, now: Instant): QuotaReading {
  switch (login) {
    case 'api':
      return problem(
        'not-a-subscription',
        'This login has no windows: it is an API key, or paid by use in another way.',
        now,
      );
    case 'none':
      return problem('not-logged-in', 'Nobody is logged in to Gemini CLI.', now);
    case 'plan':
    case 'unknown':
      return problem('nothing-recorded', 'Gemini CLI writes down no quota.', now);
  }
}
