import type { Dialect, RunHandle, RunLedger, RunNeed, RunTarget } from '@ccx/contracts';
import {
  createFileLedger,
  createRunner,
  fixedRoute,
  createUsabilityCheck,
  resolveAgent,
  type RunJournal,
} from '../src/index.ts';

declare const dialect: Dialect;
declare const target: RunTarget;
declare const need: RunNeed;

const ledger = createFileLedger({ dir: '/runs' });
export const asked: RunLedger = ledger;
export const written: RunJournal = ledger;

const runner = createRunner({ dialects: { claude: dialect }, ledger, logDir: '/logs', binaries: { claude: 'claude' } });
runner.run({ prompt: 'hi', cwd: '/', permission: 'safe' }, target, { observers: [{}] });
export const chosen: Promise<string> = resolveAgent(null, { usability: createUsabilityCheck() });

// @ts-expect-error a ledger that can only be asked is not enough to run anything
createRunner({ dialects: {}, ledger: asked, logDir: '/logs' });
// @ts-expect-error the permission is chosen by the caller, never by a default
runner.run({ prompt: 'hi', cwd: '/' }, target);
// @ts-expect-error there is no such permission
runner.run({ prompt: 'hi', cwd: '/', permission: 'yolo' }, target);
// @ts-expect-error an agent that ccx does not know
createRunner({ dialects: { copilot: dialect }, ledger, logDir: '/logs' });

const request = { prompt: 'hi', cwd: '/', permission: 'safe' } as const;
export const chained: RunHandle = runner.chain(request, need, fixedRoute([target], { ledger }));
// @ts-expect-error a chain asks a router, a list of targets is none
runner.chain(request, need, [target]);
