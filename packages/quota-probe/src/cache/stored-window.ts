import type { QuotaSourceId, QuotaState, QuotaWindow } from '@ccx/contracts';
import { type Fields, fieldsOf, numberOf, textOf } from '../fields.ts';
import { instantIn } from './stored-state.ts';

const SOURCES: readonly QuotaSourceId[] = [
  ...(['run', 'statusline', 'control', 'print', 'rpc', 'log', 'pty', 'tmux', 'text', 'turns'] as const),
];
const STATES: readonly QuotaWindow['state'][] = ['ok', 'warn', 'exhausted', 'unknown'];
const UNITS: readonly NonNullable<QuotaWindow['amount']>['unit'][] = ['turns', 'requests', 'tokens', 'credits', 'usd'];

/** A window as it was kept; `null` where it does not say which, from where or when. */
export function storedWindow(window: Fields): QuotaWindow | null {
  const id = textOf(window['id']);
  const source = SOURCES.find((one) => one === window['source']);
  const capturedAt = instantIn(window['capturedAt']);
  if (id === null || source === undefined || capturedAt === null) return null;
  const amount = fieldsOf(window['amount']);
  return {
    id,
    label: textOf(window['label']) ?? id,
    appliesTo: textOf(window['appliesTo']),
    usedPercent: numberOf(window['usedPercent']),
    bound: window['bound'] === 'at-least' ? 'at-least' : 'exact',
    amount: amount === null ? null : amountOf(amount),
    resetsAt: instantIn(window['resetsAt']),
    resetRaw: textOf(window['resetRaw']),
    windowMinutes: numberOf(window['windowMinutes']),
    state: STATES.find((state) => state === window['state']) ?? 'unknown',
    source,
    capturedAt,
  };
}

/** A number as it was kept; a ccx before it kept resets and sources left them out. */
export function storedSample(sample: Fields): QuotaState['samples'][number] | null {
  const [at, windowId] = [instantIn(sample['at']), textOf(sample['windowId'])];
  const usedPercent = numberOf(sample['usedPercent']);
  if (at === null || windowId === null || usedPercent === null) return null;
  const source = SOURCES.find((one) => one === sample['source']);
  return {
    at,
    windowId,
    usedPercent,
    ...('resetsAt' in sample && { resetsAt: instantIn(sample['resetsAt']) }),
    ...(source !== undefined && { source }),
  };
}

function amountOf(amount: Fields): QuotaWindow['amount'] {
  const used = numberOf(amount['used']);
  const unit = UNITS.find((one) => one === amount['unit']);
  return used === null || unit === undefined ? null : { used, limit: numberOf(amount['limit']), unit };
}
