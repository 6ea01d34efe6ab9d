import { homedir } from 'node:os';
import { composePlan } from '../../compose/plan.ts';
import { EXIT } from '../../exit-codes.ts';
import { planRows } from '../../queue-view/plan-rows.ts';
import type { Terminal } from '../../render/terminal.ts';
import { parseCount } from '../parse-values.ts';
import { withQueue } from './open-queue.ts';
import { workConfig, workWishes, type WorkFlags } from './work-options.ts';

export interface PlanFlags extends WorkFlags {
  readonly days?: string;
}

const DAY_MS = 24 * 3_600_000;

/** `ccx queue plan`: what would run where and when, if `ccx queue work` with the same options began now. */
export async function planCommand(flags: PlanFlags, terminal: Terminal): Promise<number> {
  const home = terminal.home ?? homedir();
  const wishes = workWishes(flags);
  const days = flags.days === undefined ? 7 : parseCount(flags.days, '--days');
  return withQueue(flags, terminal, async ({ queue, settings }) => {
    const { DEFAULT_CONFIG } = await import('@ccx/queue');
    const plan = await composePlan({
      env: process.env,
      home,
      queue,
      limits: settings.limits,
      config: workConfig(DEFAULT_CONFIG, wishes, settings, terminal.timeZone),
      horizonMs: days * DAY_MS,
    });
    const now = new Date().toISOString();
    const { stdout } = terminal;
    if (flags.json === true) stdout.write(`${JSON.stringify({ schemaVersion: 1, at: now, ...plan })}\n`);
    else stdout.write(`${planRows(plan, now, terminal).join('\n')}\n`);
    return EXIT.done;
  });
}
