import { AGENT_KINDS, CcxError, type Env } from '@ccx/contracts';
import { composeProfiles } from '../../compose/profiles.ts';

/**
 * What items can require by this name: `auto`, an agent, or an account, with its agent before it or without. A mistyped
 * one would look as if nothing were there.
 *
 * @throws {CcxError} `invalid_argument`
 */
export async function laneNamed(
  word: string,
  { env, home }: { readonly env: Env; readonly home: string },
): Promise<string> {
  const profiles = await (await composeProfiles(env, home)).list();
  const lanes = ['auto', ...AGENT_KINDS, ...profiles.map(({ agent, name }) => `${agent}/${name}`)];
  const found = lanes.find((lane) => lane === word) ?? lanes.find((lane) => lane.endsWith(`/${word}`));
  if (found !== undefined) return found;
  throw new CcxError('invalid_argument', `--lane is "${word}"; one of ${lanes.join(', ')} was expected.`);
}
