import { AGENTS } from '@ccx/contracts';
import type { Discovery } from '@ccx/profiles';
import { printableLine } from '../render/printable.ts';
import { shortPath } from '../render/short-path.ts';
import type { Terminal } from '../render/terminal.ts';
import { fieldRows } from './field-rows.ts';

/** What was found, why it is taken for an account, and whether somebody is logged in there. */
export function findRows(
  { name, agent, configDir, evidence, hasLogin, inUse }: Discovery,
  terminal: Terminal,
): readonly string[] {
  const { symbols, home } = terminal;
  return [
    ` ${inUse ? symbols.busy : symbols.idle} ${name}`,
    ...fieldRows(
      [
        ['agent', AGENTS[agent].title],
        ['where', printableLine(shortPath(configDir, home))],
        ['because', printableLine(evidence.join('; '))],
        ['login', hasLogin ? 'there' : 'none is seen'],
      ],
      terminal,
    ),
  ];
}
