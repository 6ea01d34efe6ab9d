import { AGENTS, CcxError, isAgentKind } from '@ccx/contracts';
import type { RemovalReport } from '../profile-book.ts';
import { type BookState, existing } from './book-context.ts';
import type { Known } from './accounts.ts';
import { followName } from './plan-bindings.ts';
import type { Plan } from './registry-file.ts';

/** What goes with a profile's name, and in words what stays. */
export interface Removal extends Pick<RemovalReport, 'leaves'> {
  readonly known: Known;
}

export function planRemoval(name: string, state: BookState): Plan<Removal> {
  const known = existing(name, state.accounts);
  const { agent, configDir, id, index } = known;
  const { title, defaultConfigDir } = AGENTS[agent];
  if (index === null) {
    throw new CcxError('invalid_argument', `"${known.name}" is the default place of ${title} and is not registered.`, {
      hint: `It exists as long as ${title} does; ccx profile hold ${known.name} keeps ccx from choosing it.`,
    });
  }
  const bound = state.bindings.filter(({ profiles }) => profiles.includes(known.name));
  // An agent's name means its default place, registered or not, so bindings to it stay true.
  const follow = isAgentKind(known.name) ? [] : followName(state.bindings, known.name, null);
  const lost = follow.length === 0 ? [] : bound;
  const leaves = [
    `${configDir ?? `~/${defaultConfigDir}`} with all that is in it, the login too.`,
    ...(configDir === null ? [`The account itself, as "${agent}": it is the default place of ${title}.`] : []),
    ...lost.map(({ folder, profiles }) =>
      profiles.every((one) => one === known.name)
        ? `${folder} was bound to it alone and is bound no more.`
        : `${folder} stays bound to ${profiles.filter((one) => one !== known.name).join(', ')}.`,
    ),
    `Quotas, runs and the time of the last use, kept under the account ${id}.`,
    `.ccx-profile files and shells that name it.`,
  ];
  return {
    edits: [...follow, { kind: 'remove', tables: 'profile', index }],
    value: { known, leaves },
  };
}
