import { AGENTS } from '@ccx/contracts';
import type { PinnedAccount } from '../active-choice.ts';
import { ambientAccount } from '../ambient.ts';
import { configValue } from './config-variables.ts';
import type { RuleContext } from './rule.ts';

/**
 * Where a shell says two things: `ccx use` set `CCX_ACTIVE_PROFILE` and the agent's own variable, and one of them was
 * changed by hand. ccx goes by the first, the agent's CLI by the second.
 */
export async function shellNotes(
  active: readonly PinnedAccount[],
  { env, home }: Pick<RuleContext, 'env' | 'home'>,
): Promise<readonly string[]> {
  const firsts = active.filter(
    ({ account }, index) => active.findIndex((a) => a.account.agent === account.agent) === index,
  );
  const notes = await Promise.all(
    firsts.map(async ({ account, profile }) => {
      const { agent, configDir, id } = account;
      const ambient = await ambientAccount(agent, env, home);
      if (profile === null || ambient.id === id) return [];
      const { configVariable, title } = AGENTS[agent];
      const place = configDir ?? `the default place of ${title}`;
      const value = configValue(agent, env);
      const state = value === '' ? 'is not set' : `is ${value}`;
      return [
        `CCX_ACTIVE_PROFILE names "${profile.name}" (${place}), but ${configVariable} ${state}: ccx goes by the ` +
          `profile, ${title} itself does not. "ccx use ${profile.name}" makes them agree.`,
      ];
    }),
  );
  return notes.flat();
}
