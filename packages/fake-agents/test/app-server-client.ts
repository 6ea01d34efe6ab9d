import type { Scenario } from '@ccx/fake-agents';
import { isLine, parseLines, until, type Lab, type Line, type Ran } from './run-fake.ts';

/** A client of `codex app-server`: sends lines, collects what comes. */
export interface Client {
  send(message: Line | string): void;
  /** Sends a request and waits for its answer or its refusal. */
  ask(id: unknown, method: string, params?: unknown): Promise<Line>;
  /** The answer or the refusal to a request. */
  answer(id: unknown): Promise<Line>;
  /** Waits until so many notifications with this method came; gives the last. */
  notified(method: string, times?: number): Promise<Line>;
  received(): readonly Line[];
  /** Ends the input, and waits for the end of the server. */
  end(): Promise<Ran>;
}

/** A ChatGPT plan whose windows are all known. */
export const PLAN: Scenario = {
  login: 'subscription',
  quota: {
    fiveHour: { percent: 37, resetsAt: '2026-11-21T02:38:26.000Z' },
    sevenDay: { percent: 61, resetsAt: '2026-11-24T01:08:26.000Z' },
    credits: { usedUsd: 7.5, limitUsd: 20 },
    others: [
      {
        id: 'codex_spark',
        name: 'gpt-5.3-codex-spark',
        fiveHour: { percent: 4, resetsAt: '2026-11-21T03:38:26.000Z' },
      },
    ],
  },
};

/** Starts a server that nobody has spoken to. */
export function openServer(lab: Lab, scenario: Scenario): Client {
  const env = { FAKE_AGENT_NOW: '2026-11-21T01:08:26.000Z' };
  const { child, done } = lab.start(['app-server'], { agent: 'codex', scenario, stdin: null, env });
  let text = '';
  child.stdout?.on('data', (chunk: Buffer) => (text += chunk.toString()));
  const received = (): readonly Line[] => parseLines(text);
  const find = async (what: string, matches: (line: Line) => boolean, times = 1): Promise<Line> => {
    await until(what, () => received().filter(matches).length >= times);
    return received().findLast(matches) ?? {};
  };
  const client: Client = {
    send: (message) => void child.stdin?.write(`${typeof message === 'string' ? message : JSON.stringify(message)}\n`),
    ask: async (id, method, params) => {
      client.send({ method, id, params });
      return await client.answer(id);
    },
    answer: (id) => find(`the answer ${String(id)}`, (line) => line['id'] === id && line['method'] === undefined),
    notified: (method, times) => find(method, (line) => line['method'] === method, times),
    received,
    end: () => {
      child.stdin?.end();
      return done;
    },
  };
  return client;
}

/** Starts a server and introduces the client. */
export async function startServer(lab: Lab, scenario: Scenario = PLAN): Promise<Client> {
  const client = openServer(lab, scenario);
  await client.ask(1, 'initialize', {
    clientInfo: { name: 'ccx', title: 'ccx', version: '0.0.1' },
    capabilities: null,
  });
  client.send({ method: 'initialized' });
  return client;
}

/** Starts a thread; gives its id. */
export async function startThread(client: Client, id: number, params: Line): Promise<string> {
  return idIn(await client.ask(id, 'thread/start', params), 'thread');
}

/** Starts a turn; gives its id. */
export async function startTurn(client: Client, id: number, threadId: string): Promise<string> {
  const input = [{ type: 'text', text: 'go' }];
  return idIn(await client.ask(id, 'turn/start', { threadId, input }), 'turn');
}

function idIn({ result, error }: Line, key: 'thread' | 'turn'): string {
  const inner = isLine(result) ? result[key] : null;
  if (isLine(inner) && typeof inner['id'] === 'string') return inner['id'];
  throw new Error(`no ${key} was started: ${JSON.stringify(error)}`);
}
