import type { StatuslineInput } from '@ccx/quota-probe/statusline';
import type { LineFacts } from './line.ts';

/** What the line shows of all that a session told. */
export function factsOf({ model, contextPercent, costUsd, reading }: StatuslineInput, account: string): LineFacts {
  const windows = reading.ok ? reading.snapshot.windows : [];
  return {
    model: model.name ?? model.id,
    contextPercent,
    costUsd,
    session: windows.find(({ id }) => id === 'session') ?? null,
    week: windows.find(({ id }) => id === 'weekly') ?? null,
    account,
  };
}
