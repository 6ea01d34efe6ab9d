import { homedir } from 'node:os';
import { AGENT_KINDS, AGENTS, isKnownGood, type AgentFacts, type AgentKind, type Usability } from '@ccx/contracts';
import { composeUsability } from '../compose/usability.ts';
import { EXIT } from '../exit-codes.ts';
import { printableLine } from '../render/printable.ts';
import { shortPath } from '../render/short-path.ts';
import { table } from '../render/table.ts';
import type { Terminal } from '../render/terminal.ts';

/** One agent as `ccx agents --json` prints it. */
interface AgentRow extends Usability {
  readonly agent: AgentKind;
  readonly accountId: string;
  /** The versions on which ccx was proved. */
  readonly knownGood: AgentFacts['knownGood'];
  /** `null`: not installed, or its version is not known. */
  readonly isKnownGood: boolean | null;
}

/** `ccx agents`: what is installed, in which version, whether it is logged in, and where. */
export async function agentsCommand(terminal: Terminal, json: boolean): Promise<number> {
  const usability = await composeUsability(process.env, homedir());
  const rows = await Promise.all(
    AGENT_KINDS.map(async (agent): Promise<AgentRow> => {
      const { account, answer } = await usability(agent);
      return { agent, accountId: account.id, ...answer, ...rangeOf(agent, answer.version) };
    }),
  );
  const text = json ? JSON.stringify({ schemaVersion: 1, agents: rows }) : people(rows, terminal).join('\n');
  terminal.stdout.write(`${text}\n`);
  return rows.some(({ installed }) => installed) ? EXIT.done : EXIT.agentUnusable;
}

function rangeOf(agent: AgentKind, version: string | null): Pick<AgentRow, 'knownGood' | 'isKnownGood'> {
  return {
    knownGood: AGENTS[agent].knownGood,
    isKnownGood: version === null ? null : isKnownGood(agent, version),
  };
}

function people(rows: readonly AgentRow[], terminal: Terminal): readonly string[] {
  const headings = ['agent', 'version', 'known good', 'login', 'where'].map((heading) => ({ heading }));
  const cells = rows.map((row) => [
    row.agent,
    row.version ?? '-',
    `${row.knownGood.oldest} - ${row.knownGood.newest}`,
    row.installed ? `${row.auth}` : 'not installed',
    row.installed ? shortPath(row.binary ?? '-', terminal.home) : `npm install -g ${AGENTS[row.agent].npmPackage}`,
  ]);
  const troubles = rows.filter(({ installed, auth }) => installed && auth !== 'ok' && auth !== 'api-key');
  const strange = rows.filter((row) => row.isKnownGood === false);
  return [
    ...table(headings, cells),
    ...troubles.map(({ agent, detail }) => ` ${agent}: ${printableLine(detail)}`),
    ...strange.map(
      ({ agent, version }) =>
        ` ${agent}: ${version} is outside of what ccx was proved on; it may not understand all of it`,
    ),
  ];
}
