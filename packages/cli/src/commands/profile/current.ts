import { AGENT_KINDS } from '@ccx/contracts';
import { EXIT } from '../../exit-codes.ts';
import { currentRows, findingRows } from '../../profile-view/current-rows.ts';
import type { Terminal } from '../../render/terminal.ts';
import { parseChoice } from '../parse-values.ts';
import { activeChoices, knownProfiles, openAccounts } from './known.ts';

export interface CurrentFlags {
  readonly agent?: string;
  readonly explain?: boolean;
  readonly json?: boolean;
}

/** `ccx profile current`: which account is active here for each agent, and which rule decided. */
export async function currentProfileCommand(flags: CurrentFlags, terminal: Terminal): Promise<number> {
  const { agent, explain = false, json = false } = flags;
  const named = agent === undefined ? null : parseChoice(agent, '--agent', AGENT_KINDS);
  const accounts = await openAccounts();
  const used = new Set((await knownProfiles(accounts)).map((profile) => profile.agent));
  const agents = named === null ? AGENT_KINDS.filter((kind) => used.has(kind)) : [named];
  const entries = await activeChoices(accounts.book, agents);
  const { stdout, stderr } = terminal;
  if (json) {
    const shown = entries.map((entry) => ({
      agent: entry.agent,
      pin: entry.choice.pin,
      ...(explain && { findings: entry.choice.findings }),
      notes: entry.choice.notes ?? [],
    }));
    stdout.write(`${JSON.stringify({ schemaVersion: 1, cwd: process.cwd(), agents: shown })}\n`);
    return EXIT.done;
  }
  if (entries.length === 0) {
    stderr.write(' No agent is installed, and no account registered. ccx agents     says how to install one\n');
    return EXIT.done;
  }
  const explained = entries.flatMap((entry) => findingRows(entry, terminal));
  const notes = entries.flatMap(({ choice }) => choice.notes ?? []);
  const rows = [...currentRows(entries, terminal), ...(explain ? explained : [])];
  stdout.write(`${rows.join('\n')}\n`);
  if (!explain && notes.length > 0) stderr.write('   ccx profile current --explain     says more\n');
  return EXIT.done;
}
