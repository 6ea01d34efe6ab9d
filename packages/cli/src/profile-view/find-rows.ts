import { AGENTS } from '@ccx/contracts';
import type { Discovery, SkippedFolder } from '@ccx/profiles';
import { cutEnd } from '../render/cut.ts';
import { printableLine } from '../render/printable.ts';
import { shortPath } from '../render/short-path.ts';
import type { Terminal } from '../render/terminal.ts';
import { fieldRows } from '../render/field-rows.ts';

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

/** Folders of a telling name that are not proposed, and why. */
export function skipRows(skipped: readonly SkippedFolder[], { stderr, symbols, home }: Terminal): readonly string[] {
  return skipped.map(({ path, reason }) => {
    const line = printableLine(`passed over ${shortPath(path, home)}: ${reason}`);
    return stderr.isTty ? cutEnd(`   ${line}`, stderr.columns(), symbols.ellipsis) : `   ${line}`;
  });
}
