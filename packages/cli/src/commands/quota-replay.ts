import { accountId, CcxError } from '@ccx/contracts';
import { replayCassette } from '@ccx/quota-probe';
import { EXIT } from '../exit-codes.ts';
import { cassetteRows, cassetteTitle } from '../quota-view/cassette-rows.ts';
import type { Terminal } from '../render/terminal.ts';
import { abortOnSignal } from './abort-on-signal.ts';

export interface ReplayFlags {
  readonly speed?: string;
  readonly json?: boolean;
}

/** `ccx quota replay`: 0 where a recorded screen means what it meant, 1 where it means something else now. */
export async function quotaReplayCommand(folder: string, flags: ReplayFlags, terminal: Terminal): Promise<number> {
  const { stdout, stderr, symbols } = terminal;
  const pace = flags.speed === undefined ? 'collapsed' : parseSpeed(flags.speed);
  const aborting = abortOnSignal();
  try {
    const { manifest, reading, recorded, same } = await replayCassette(folder, {
      pace,
      signal: aborting.signal,
      onPhase: (phase, atMs) => {
        if (pace === 'collapsed') return;
        stderr.write(`${stderr.colors.dim(` ${(atMs / 1_000).toFixed(1).padStart(5)} s  ${phase}`)}\n`);
      },
    });
    if (flags.json === true) {
      stdout.write(`${JSON.stringify({ schemaVersion: 1, folder, manifest, reading, recorded, same })}\n`);
      return same ? EXIT.done : EXIT.failed;
    }
    const account = { agent: manifest.agent, configDir: null, id: accountId(manifest.agent, null) };
    const verdict = same
      ? ` ${symbols.done} ${cassetteTitle(manifest)}: as it was recorded`
      : ` ${symbols.failed} ${cassetteTitle(manifest)}: it was recorded as`;
    const before = same ? [] : cassetteRows(account, recorded, manifest, terminal);
    stdout.write(`${[...cassetteRows(account, reading, manifest, terminal), verdict, ...before].join('\n')}\n`);
    return same ? EXIT.done : EXIT.failed;
  } catch (error) {
    const code = aborting.exitCode();
    if (code !== null) return code;
    throw error;
  } finally {
    aborting.stop();
  }
}

function parseSpeed(text: string): number {
  const times = Number(text);
  if (times > 0) return times;
  throw new CcxError('invalid_argument', `--speed is "${text}"; a number above 0 was expected.`, {
    hint: '--speed 1 is as fast as it was recorded',
  });
}
