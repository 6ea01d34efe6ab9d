import { shortPath } from '../render/short-path.ts';

/** What a person calls an account of which only the id is known: its agent, and its folder where it has one of its own. */
export function accountWords(accountId: string, home: string | null): string {
  const [, agent = accountId, folder = 'default'] = /^([^:]+):(.+)$/s.exec(accountId) ?? [];
  return folder === 'default' ? agent : `${agent} (${shortPath(folder, home)})`;
}
