import { AGENT_KINDS, CcxError } from '@ccx/contracts';
import { readCassette } from '@ccx/quota-probe';
import { namedAccounts } from '../compose/accounts.ts';
import { composeQuota } from '../compose/quota.ts';
import { EXIT } from '../exit-codes.ts';
import { cassetteRows, cassetteTitle } from '../quota-view/cassette-rows.ts';
import { printableLine } from '../render/printable.ts';
import type { Terminal } from '../render/terminal.ts';
import { startLiveLine } from '../run-view/live-line.ts';
import { abortOnSignal } from './abort-on-signal.ts';
import { parseChoice } from './parse-values.ts';

export interface RecordFlags {
  readonly agent?: string;
  readonly json?: boolean;
}

/** `ccx quota record`: keeps the talk with an agent's screen, whatever that says, without what is private. */
export async function quotaRecordCommand(folder: string, flags: RecordFlags, terminal: Terminal): Promise<number> {
  const agent = flags.agent === undefined ? undefined : parseChoice(flags.agent, '--agent', AGENT_KINDS);
  const [first, other] = await namedAccounts([], process.env, agent);
  const account = first?.account;
  if (account === undefined || other !== undefined) {
    throw new CcxError('invalid_argument', 'Several agents are installed: say which screen is to be recorded.', {
      hint: `ccx quota record ${folder} --agent ${account?.agent ?? 'claude'}`,
    });
  }
  const quota = await composeQuota(process.env);
  const aborting = abortOnSignal();
  const { stdout, stderr, symbols } = terminal;
  const line = startLiveLine(stderr, symbols.ellipsis, () =>
    stderr.colors.dim(` ${symbols.waiting} recording ${account.agent}`),
  );
  try {
    const { reading } = await quota.ask(account, {
      source: 'pty',
      maxAgeMs: 0,
      urgency: 'person',
      recordTo: folder,
      signal: aborting.signal,
    });
    const cassette = await readCassette(folder).catch((error: unknown) => {
      if (CcxError.is(error, 'not_found')) return null;
      throw error;
    });
    line.stop();
    if (cassette === null) {
      const why = reading.ok ? 'Another process asked at the same time.' : printableLine(reading.problem.detail);
      stderr.write(` ${stderr.colors.yellow(symbols.warning)} Nothing was recorded. ${why}\n`);
      return EXIT.failed;
    }
    const { manifest, replaced } = cassette;
    if (flags.json === true) {
      stdout.write(`${JSON.stringify({ schemaVersion: 1, folder, manifest, reading: cassette.reading, replaced })}\n`);
      return EXIT.done;
    }
    const taken = Object.entries(replaced).map(([kind, letters]) => `${kind} ${letters}`);
    const lines = [
      ...cassetteRows(account, cassette.reading, manifest, terminal),
      ` ${symbols.done} ${cassetteTitle(manifest)} ${symbols.arrow} ${folder}`,
      `   letters taken out: ${taken.length === 0 ? 'none' : taken.join(', ')}`,
    ];
    stdout.write(`${lines.join('\n')}\n`);
    return EXIT.done;
  } catch (error) {
    const code = aborting.exitCode();
    if (code !== null) return code;
    throw error;
  } finally {
    line.stop();
    aborting.stop();
  }
}
