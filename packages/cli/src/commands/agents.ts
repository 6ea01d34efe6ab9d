import { homedir } from 'node:os';
import { AGENT_KINDS, AGENTS, type AgentKind, type Usability } from '@ccx/contracts';
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
  /** The version on which ccx was proved. */
  readonly testedVersion: string;
}

/** `ccx agents`: what is installed, in which version, whether it is logged in, and where. */
export async function agentsCommand(terminal: Terminal, json: boolean): Promise<number> {
  const usability = await composeUsability(process.env, homedir());
  const rows = await Promise.all(
    AGENT_KINDS.map(async (agent): Promise<AgentRow> => {
      const { account, answer } = await usability(agent);
      return { agent, accountId: account.id, testedVersion: AGENTS[agent].testedVersion, ...answer };
    }),
  );
  const text = json ? JSON.stringify({ schemaVersion: 1, agents: rows }) : people(rows, terminal).join('\n');
  terminal.stdout.write(`${text}\n`);
  return rows.some(({ installed }) => installed) ? EXIT.done : EXIT.agentUnusable;
}

function people(rows: readonly AgentRow[], terminal: Terminal): readonly string[] {
  const headings = ['agent', 'version', 'proved', 'login', 'where'].map((heading) => ({ heading }));
  const cells = rows.map((row) => [
    row.agent,
    row.version ?? '-',
    row.testedVersion,
    row.installed ? `${row.auth}` : 'not installed',
    row.installed ? shortPath(row.binary ?? '-', terminal.home) : `npm install -g ${AGENTS[row.agent].npmPackage}`,
  ]);
  const troubles = rows.filter(({ installed, auth }) => installed && auth !== 'ok' && auth !== 'api-key');
  return [...table(headings, cells), ...troubles.map(({ agent, detail }) => ` ${agent}: ${printableLine(detail)}`)];
}
