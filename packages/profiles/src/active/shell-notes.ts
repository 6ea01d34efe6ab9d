import { AGENTS } from '@ccx/contracts';
import type { PinnedAccount } from '../active-choice.ts';
import { ambientAccount } from '../ambient.ts';
import { configValue } from './config-variables.ts';
import type { ActiveContext } from './rule.ts';

/**
 * Where a shell says two things: `ccx use` set `CCX_ACTIVE_PROFILE` and the agent's own variable, and one of them was
 * changed by hand. ccx goes by the first, the agent's CLI typed in that shell by the second.
 */
export async function shellNotes(
  active: readonly PinnedAccount[],
  { env, home }: Pick<ActiveContext, 'env' | 'home'>,
): Promise<readonly string[]> {
  const firsts = active.filter(
    ({ account }, index) => active.findIndex((a) => a.account.agent === account.agent) === index,
  );
  const notes = await Promise.all(
    firsts.map(async ({ account, profile }) => {
      const { configVariable, title } = AGENTS[account.agent];
      const ambient = await ambientAccount(account.agent, env, home);
      if (ambient.id === account.id) return [];
      const value = configValue(account.agent, env);
      const instead = value === '' ? 'is not set' : `is ${value}`;
      const meant = account.configDir ?? `the default place of ${title}`;
      return [
        `CCX_ACTIVE_PROFILE names "${profile?.name ?? ''}" (${meant}), but ${configVariable} ${instead}: ` +
          `ccx uses the first, ${title} started in this shell the second.`,
      ];
    }),
  );
  return notes.flat();
}
