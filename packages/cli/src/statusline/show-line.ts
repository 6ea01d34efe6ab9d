import { homedir } from 'node:os';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import { AGENTS, type Env } from '@ccx/contracts';
import { ambientAccount } from '../compose/account.ts';
import { EXIT } from '../exit-codes.ts';
import { accountName } from '../render/account-name.ts';
import type { Terminal } from '../render/terminal.ts';
import { keepContext } from './context-file.ts';
import { defaultFormat, renderLine } from './line.ts';
import { readInput } from './read-input.ts';
import { readSessionFacts } from './session-facts.ts';

/**
 * `ccx statusline`: the session's JSON on stdin, one line on stdout. It is called every few hundred milliseconds and
 * whatever it prints is on the person's screen: nothing that it meets keeps it from printing a line and exiting with 0.
 */
export async function showLine(argv: readonly string[], terminal: Terminal): Promise<number> {
  const { env } = process;
  const { format, tee, color } = lineArguments(argv, env);
  const input = await readInput(process.stdin);
  const nowMs = Date.now();
  const facts = readSessionFacts(input.toString('utf8'), nowMs);
  const account = await ambientAccount('claude', env);
  const line = renderLine({
    facts,
    account: accountName(account, terminal.home),
    format: format ?? defaultFormat(terminal.symbols.separator),
    color,
    nowMs,
  });

  const keeping = Promise.allSettled([
    keepContext(account.configDir ?? join(homedir(), AGENTS.claude.defaultConfigDir), facts.sessionId, facts.contextPercent),
  ]);
  const own = tee === null ? null : await (await import('./tee.ts')).runTee(tee, input);
  // Who asked for a format wants ccx's line too; else it stands in only where the person's own is silent.
  if (own !== null) terminal.stdout.write(own.endsWith('\n') ? own : `${own}\n`);
  if (own === null || format !== null) terminal.stdout.write(`${line}\n`);
  for (const kept of await keeping) {
    if (kept.status === 'rejected') terminal.stderr.write(`ccx statusline: ${String(kept.reason)}\n`);
  }
  return EXIT.done;
}

interface LineArguments {
  readonly format: string | null;
  readonly tee: string | null;
  readonly color: boolean;
}

/** Lenient: an option that this version does not know shall not take the line away. */
function lineArguments(argv: readonly string[], env: Env): LineArguments {
  const { values } = parseArgs({
    args: [...argv],
    strict: false,
    options: { format: { type: 'string' }, tee: { type: 'string' }, 'no-color': { type: 'boolean' } },
  });
  const text = (value: unknown): string | null => (typeof value === 'string' && value !== '' ? value : null);
  return {
    format: text(values['format']),
    tee: text(values['tee']),
    // Its reader is the agent, which shows colours: that stdout is no terminal says nothing.
    color: values['no-color'] !== true && (env['NO_COLOR'] ?? '') === '' && env['TERM'] !== 'dumb',
  };
}
