import { AGENTS, type Account } from '@ccx/contracts';
import { nameProblem } from '../profile-name.ts';

/** With an agent's name before it and a number behind, still within the 63 characters of a profile's name. */
const LONGEST = 48;

/**
 * A free and valid name for the account in a folder: what the folder's name adds to that of the agent's default place.
 *
 * @param taken names that profiles have
 * @example
 * suggestName('.claude-work', account, new Set());         // 'work'
 * suggestName('.claude-work', account, new Set(['work'])); // 'claude-work'
 * suggestName('.claude2', account, new Set());             // 'claude-2'
 */
export function suggestName(
  folder: string,
  account: Pick<Account, 'agent' | 'configDir'>,
  taken: ReadonlySet<string>,
): string {
  const { agent } = account;
  const free = (name: string): boolean => !taken.has(name) && nameProblem(name, account) === null;
  const own = wordsOf(withoutAgent(folder, agent));
  const full = own === '' ? agent : `${agent}-${own}`;
  // A number alone says nothing in a list of accounts.
  const short = /^[a-z]/.test(own) ? own : full;
  if (free(short)) return short;
  if (free(full)) return full;
  for (let count = 2; ; count += 1) if (free(`${full}-${count}`)) return `${full}-${count}`;
}

function withoutAgent(folder: string, agent: Account['agent']): string {
  const bare = folder.replace(/^\.+/, '');
  const stem = AGENTS[agent].defaultConfigDir.replace(/^\.+/, '');
  return bare.startsWith(stem) ? bare.slice(stem.length) : bare;
}

function wordsOf(text: string): string {
  return text
    .normalize('NFKD')
    .replaceAll(/\p{M}/gu, '')
    .toLowerCase()
    .replaceAll(/[^a-z0-9]+/g, '-')
    .slice(0, LONGEST)
    .replaceAll(/^-|-$/g, '');
}
