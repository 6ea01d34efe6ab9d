import { spawn } from 'node:child_process';
import { watchQuota } from '@ccx/quota-probe';
import type { NamedAccount } from '../compose/accounts.ts';
import type { Quota } from '../compose/quota.ts';
import { EXIT } from '../exit-codes.ts';
import { createLiveTable } from '../quota-view/live-table.ts';
import { entryOf, type QuotaEntry } from '../quota-view/quota-entry.ts';
import { quotaRows } from '../quota-view/quota-rows.ts';
import { calledName } from '../render/account-name.ts';
import type { Terminal } from '../render/terminal.ts';
import { abortOnSignal } from './abort-on-signal.ts';
import type { QuotaRequest } from './quota-flags.ts';

export interface WatchCommand {
  readonly accounts: readonly NamedAccount[];
  readonly quota: Quota;
  readonly request: QuotaRequest;
  readonly terminal: Terminal;
}

/** `ccx quota --watch`: stays until it is ended, and tells what changes. */
export async function watchCommand({ accounts, quota, request, terminal }: WatchCommand): Promise<number> {
  const { maxAgeMs, source, format, onChange, onLevel } = request;
  const aborting = abortOnSignal();
  const table = createLiveTable(terminal.stdout);
  const shown = new Map<string, QuotaEntry>();
  let commands = Promise.resolve();
  const changes = watchQuota({
    accounts: accounts.map(({ account }) => account),
    signal: AbortSignal.any([aborting.signal, terminal.stdout.gone]),
    ask: (account, signal) =>
      quota.ask(account, { ...(source !== null && { source }), maxAgeMs, urgency: 'background', signal }),
  });
  try {
    for await (const { account, result, crossed } of changes) {
      const now = new Date().toISOString();
      const called = accounts.find((one) => one.account.id === account.id) ?? { account, name: null };
      const { tried: _, ...entry } = entryOf(calledName(called, terminal.home), account, result, now);
      const json = JSON.stringify({ schemaVersion: 1, at: now, crossed, ...entry });
      shown.set(account.id, { ...entry, tried: [] });
      if (format === 'jsonl') terminal.stdout.write(`${json}\n`);
      else table.show(quotaRows([...shown.values()], terminal, { now, maxAgeMs }));
      const due = [
        ...(onChange === null ? [] : [onChange]),
        ...onLevel.filter(({ level }) => level === crossed).map(({ command }) => command),
      ];
      // One after another, so that the later state is told last; the watching goes on meanwhile.
      for (const command of due) commands = commands.then(() => tell(command, json, terminal));
    }
    await commands;
    return aborting.exitCode() ?? EXIT.done;
  } finally {
    aborting.stop();
  }
}

/** Runs a person's command with a change on its stdin. What it does wrong is said and stops nothing. */
async function tell(command: string, json: string, { stderr, symbols }: Terminal): Promise<void> {
  const child = spawn(command, { shell: true, stdio: ['pipe', 'ignore', 'inherit'] });
  const code = await new Promise<number | null>((resolve) => {
    child.on('error', () => resolve(null));
    child.on('close', resolve);
    child.stdin.on('error', () => {}).end(`${json}\n`);
  });
  if (code !== 0) stderr.write(` ${symbols.warning} "${command}" ended with ${code ?? 'a signal'}\n`);
}
