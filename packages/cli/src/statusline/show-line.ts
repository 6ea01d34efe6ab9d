import { homedir } from 'node:os';
import { join } from 'node:path';
import { AGENTS, type Account } from '@ccx/contracts';
import { ambientAccount } from '@ccx/profiles/ambient';
import { keepQuota, readTold } from '../compose/statusline.ts';
import { EXIT } from '../exit-codes.ts';
import { accountName } from '../render/account-name.ts';
import { speaksUnicode } from '../render/speaks-unicode.ts';
import { keepContext } from './context-file.ts';
import { costsFor } from './costs.ts';
import { factsOf } from './facts.ts';
import { lineOptions } from './line-options.ts';
import { defaultFormat, renderLine } from './line.ts';
import { readInput } from './read-input.ts';

/** Longer than a disk takes; the agent waits for the end of its status line. */
const KEEPING_MS = 1000;

/**
 * `ccx statusline`: the session's JSON on stdin, one line on stdout. It is called with every message of a session, and
 * what it prints is on the person's screen: nothing that it meets keeps it from printing a line and exiting with 0.
 */
export async function showLine(argv: readonly string[]): Promise<number> {
  const { env, stdout, stderr } = process;
  const now = new Date().toISOString();
  const { format, tee, color } = lineOptions(argv, env);
  const complain = (error: unknown): void => void stderr.write(`ccx statusline: ${String(error)}\n`);

  const input = await readInput(() => process.stdin);
  let line = 'claude';
  let keeping: readonly Promise<void>[] = [];
  try {
    const home = env['HOME'] ?? homedir();
    const account = await ambientAccount('claude', env, home);
    const told = readTold(input.toString('utf8'), { account, now });
    const shown = format ?? defaultFormat(speaksUnicode(env) ? '·' : '-');
    const facts = factsOf(told, accountName(account, home));
    const costs = await costsFor(shown, { account, session: facts.session, env, home, now }).catch(complain);
    line = renderLine({
      facts: { ...facts, ...costs },
      format: shown,
      color,
      now,
    });
    keeping = [
      keepContext(configDirOf(account, home), told.sessionId, told.contextPercent).catch(complain),
      keepQuota(told, now, env, home).catch(complain),
    ];
  } catch (error) {
    complain(error);
  }

  const own = tee === null ? null : await ownLine(tee, input).catch(complain);
  // Who asked for a format wants ccx's line too; else it stands in only where the person's own is silent.
  if (typeof own === 'string') stdout.write(own.endsWith('\n') ? own : `${own}\n`);
  if (typeof own !== 'string' || format !== null) stdout.write(`${line}\n`);
  if (input.length === 0 && stdout.isTTY && stderr.isTTY) {
    stderr.write('Claude Code calls this: ccx statusline install     puts it into its settings\n');
  }
  // What cannot be kept in time, because another holds the lock, is kept with the next line.
  setTimeout(() => process.exit(EXIT.done), KEEPING_MS).unref();
  await Promise.all(keeping);
  return EXIT.done;
}

function configDirOf({ configDir }: Account, home: string): string {
  return configDir ?? join(home, AGENTS.claude.defaultConfigDir);
}

async function ownLine(command: string, input: Buffer): Promise<string | null> {
  const { runTee } = await import('./tee.ts');
  return runTee(command, input);
}
