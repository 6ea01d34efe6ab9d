import { isLine } from '../../claude/json.ts';
import type { Line } from '../../claude/line.ts';
import type { Machine } from '../../machine/machine.ts';
import type { Scenario } from '../../scenario/scenario.ts';
import { findAccount } from '../account.ts';
import { call } from './calls.ts';
import { Connection, Refusal } from './connection.ts';
import { initialized, type Server } from './server.ts';

/** `codex app-server`: requests as lines on stdin, until it ends. Gives the exit code. */
export async function runAppServer(machine: Machine, scenario: Scenario, version: string): Promise<number> {
  const connection = new Connection(machine);
  const account = findAccount(machine, scenario);
  const server: Server = { machine, scenario, version, account, connection, threads: new Map(), client: null };
  let rest = '';
  process.stdin.setEncoding('utf8');
  for await (const chunk of process.stdin) {
    const lines = `${rest}${String(chunk)}`.split('\n');
    rest = lines.pop() ?? '';
    for (const line of lines) {
      await take(server, line);
      // What an answer brings with it comes before the next answer.
      await Promise.resolve();
    }
  }
  // Observed: a turn under way ends with the input, unfinished.
  return 0;
}

async function take(server: Server, line: string): Promise<void> {
  if (line.trim() === '') return;
  const message = parsed(line);
  if (typeof message === 'string') return await complain(server, message);
  const { id, method } = message;
  if (method === 'initialized') return initialized(server);
  if (id === undefined) return;
  const { connection } = server;
  try {
    const result = call(server, message);
    // A slow answer does not hold up the next request.
    if (result instanceof Promise) result.then((value) => connection.answer(id, value), refuse);
    else connection.answer(id, result);
  } catch (error) {
    refuse(error);
  }
  function refuse(error: unknown): void {
    if (!(error instanceof Refusal)) throw error;
    connection.refuse(id, error);
  }
}

/** A request or a notification, or why it is none. */
function parsed(line: string): Line | string {
  try {
    const value: unknown = JSON.parse(line);
    if (isLine(value) && typeof value['method'] === 'string') return value;
    return 'data did not match any variant of untagged enum JSONRPCMessage';
  } catch (error) {
    return error instanceof Error ? error.message : String(error);
  }
}

async function complain({ machine }: Server, why: string): Promise<void> {
  const at = new Date(machine.nowMs()).toISOString();
  await machine.stderr(
    `${at} ERROR codex_app_server_transport::transport: Failed to deserialize JSONRPCMessage: ${why}\n`,
  );
}
