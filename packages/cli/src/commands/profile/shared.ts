import { homedir } from 'node:os';
import type { Profile } from '@ccx/contracts';
import { sharedWith } from '../../profile-view/same-account.ts';
import type { Terminal } from '../../render/terminal.ts';
import type { Accounts } from './known.ts';

/**
 * Warns where an account turns out to be one that has another name already. Asks the others of its agent of which it is
 * not known who they are.
 */
export async function sayShared(
  profile: Profile,
  { book, who }: Accounts,
  terminal: Terminal,
): Promise<readonly string[]> {
  const health = who.kept(profile.id);
  if (health?.login === undefined) return [];
  // A default place that was never used is left alone: asking would be its first use.
  const { accountsInUse } = await import('@ccx/profiles/choice');
  const inUse = await accountsInUse(await book.list(), homedir());
  const others = inUse.filter(({ id, agent }) => id !== profile.id && agent === profile.agent);
  const known = await Promise.all(
    others.map(async ({ name, agent, ...account }) => {
      const kept = who.kept(account.id);
      if (kept?.login === undefined) await who.ask({ agent, ...account });
      return { name, agent, health: who.kept(account.id) };
    }),
  );
  const { name, agent } = profile;
  const same = sharedWith({ name, agent, health }, known);
  if (same.length === 0) return same;
  const { stderr, symbols } = terminal;
  const mark = stderr.colors.yellow(symbols.warning);
  stderr.write(` ${mark} ${name} is the same account as ${same.join(', ')}: they share one quota\n`);
  stderr.write('   If its login was copied it will break, because each refresh token works once:\n');
  stderr.write(`   ccx profile login ${name}     makes one of its own\n`);
  return same;
}
