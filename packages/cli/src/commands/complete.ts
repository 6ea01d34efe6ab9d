import { homedir } from 'node:os';
import { AGENTS } from '@ccx/contracts';
import type { Command } from 'commander';
import { completions } from '../complete/completions.ts';
import type { NameKind, Offer } from '../complete/values.ts';
import { composeProfiles } from '../compose/profiles.ts';
import { composeWorktrees } from '../compose/worktrees.ts';
import { EXIT } from '../exit-codes.ts';
import type { Terminal } from '../render/terminal.ts';

/** `ccx complete -- WORDS`: what a shell asks while somebody types. What goes wrong offers nothing and says nothing. */
export async function completeCommand(words: readonly string[], program: Command, terminal: Terminal): Promise<number> {
  const offers = await completions(words, { program, names }).catch(() => []);
  terminal.stdout.write(offers.map((offer) => `${offer}\n`).join(''));
  return EXIT.done;
}

async function names(kind: NameKind): Promise<readonly Offer[]> {
  const { env } = process;
  try {
    if (kind === 'worktree') {
      const { list } = await composeWorktrees(process.cwd(), env, homedir());
      return (await list()).map(({ name }) => ({ value: name, description: '' }));
    }
    if (kind === 'session') {
      const { sessionOffers } = await import('./fleet/session-offers.ts');
      return await sessionOffers(env, homedir());
    }
    if (kind === 'item' || kind === 'lane') {
      const { itemOffers, laneOffers } = await import('./queue/item-offers.ts');
      return await (kind === 'item' ? itemOffers : laneOffers)(env, homedir());
    }
    const profiles = await (await composeProfiles(env, homedir())).list();
    return profiles.map(({ name, agent, label }) => ({ value: name, description: label ?? AGENTS[agent].title }));
  } catch {
    return [];
  }
}
