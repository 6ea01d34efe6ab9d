import { ccxPaths, type Env, type UsabilityCheck } from '@ccx/contracts';

/**
 * Whether accounts are logged in: what is remembered and still good, else what the agents' own status commands say.
 *
 * @param ask `false`: what is remembered and nothing else
 */
export async function composeLogins(
  env: Env,
  home: string,
  { ask }: { readonly ask: boolean },
): Promise<UsabilityCheck> {
  const { openHealth, rememberedUsability } = await import('@ccx/profiles/choice');
  const health = openHealth({ dir: ccxPaths(env, home).state });
  if (!ask) return rememberedUsability(health);
  const [{ createUsabilityCheck }, { keptUsability }] = await Promise.all([
    import('@ccx/runner'),
    import('@ccx/profiles'),
  ]);
  return keptUsability(createUsabilityCheck({ env, home }), health);
}
