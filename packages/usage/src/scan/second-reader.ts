import { fileURLToPath } from 'node:url';
import { MessageChannel, type MessagePort, Worker } from 'node:worker_threads';
import { type Account, type AgentKind, CcxError, type ScanBatch } from '@ccx/contracts';
import type { FileScan } from './scan-file.ts';
import type { LineLimits } from './whole-lines.ts';

/** What the second thread is told when it starts. */
export interface ReaderStart {
  readonly agent: AgentKind;
  readonly account: Account;
  /** Whether it can ask whose login an organization pays for. */
  readonly knowsPayers: boolean;
  readonly limits: LineLimits;
  /** On which it is told, after it asked. */
  readonly answers: MessagePort;
  /** Two numbers that both threads see, by {@link WAITING} and {@link ANSWER}. */
  readonly shared: Int32Array<SharedArrayBuffer>;
}

/** A file to read from where its cursor says. */
export interface UnreadFile {
  readonly path: string;
  readonly cursor: string | null;
}

/** What it says: what it found, that it read what it was given, or a question. */
export type FromReader =
  | { readonly batches: readonly ScanBatch[] }
  | { readonly done: true }
  | { readonly organizationId: string };

/** How many messages with batches were not taken yet. */
export const WAITING = 0;
/** 1 where an answer was sent. */
export const ANSWER = 1;
/** It waits where so many messages were not taken yet: what was read and not kept is memory. */
export const MOST_WAITING = 4;

/** A second thread that reads files of one account. */
export interface SecondReader {
  give(files: readonly UnreadFile[]): void;
  /** How often it was given files that it has not all read yet. */
  left(): number;
  /** Whether there is nothing to wait for. */
  isDone(): boolean;
  /** What it found since the last call; batches of one file in their order. */
  take(): readonly ScanBatch[];
  /** Resolves when there may be something to take, and when the scan is aborted. */
  came(): Promise<void>;
  /** Ends the thread, wherever it is: what was not taken is read again by the next scan. */
  end(): Promise<void>;
}

/** @throws CcxError `internal` from `take` and `came` where the thread ended by itself */
export function startSecondReader({ format, owner, limits }: FileScan, signal: AbortSignal | undefined): SecondReader {
  const { account, accountOf } = owner;
  const { port1: asked, port2: answers } = new MessageChannel();
  const shared = new Int32Array(new SharedArrayBuffer(8));
  const start: ReaderStart = { agent: format.agent, account, knowsPayers: accountOf !== null, limits, answers, shared };
  const worker = new Worker(program(), { workerData: start, transferList: [answers], execArgv: conditions() });

  let left = 0;
  let found: (readonly ScanBatch[])[] = [];
  let failure: CcxError | null = null;
  let wake = (): void => {};
  const fail = (cause: unknown): void => {
    const why = cause instanceof Error ? cause.message : String(cause);
    failure = new CcxError('internal', `The thread that reads transcripts beside this one ended: ${why}.`, {
      hint: 'Run the command again: it goes on where reading ended.',
      cause,
    });
    wake();
  };
  worker.on('error', fail);
  worker.on('exit', (code) => {
    if (left > 0 && failure === null) fail(`exit code ${code}`);
  });
  worker.on('message', (message: FromReader) => {
    if ('organizationId' in message) {
      try {
        asked.postMessage(accountOf?.(message.organizationId) ?? account);
        Atomics.store(shared, ANSWER, 1);
        Atomics.notify(shared, ANSWER);
      } catch (error) {
        fail(error);
      }
    } else if ('done' in message) {
      left -= 1;
      wake();
    } else {
      found.push(message.batches);
      wake();
    }
  });
  const onAbort = (): void => wake();
  signal?.addEventListener('abort', onAbort);

  return {
    give(files) {
      left += 1;
      worker.postMessage(files);
    },
    left: () => left,
    isDone: () => left === 0 && found.length === 0,
    take() {
      if (failure !== null) throw failure;
      const taken = found;
      found = [];
      Atomics.sub(shared, WAITING, taken.length);
      Atomics.notify(shared, WAITING);
      return taken.flat();
    },
    async came() {
      if (found.length > 0 || left === 0 || failure !== null) return;
      await new Promise<void>((resolve) => (wake = resolve));
    },
    async end() {
      left = 0;
      signal?.removeEventListener('abort', onAbort);
      asked.close();
      await worker.terminate();
    },
  };
}

function isUnbuilt(): boolean {
  return import.meta.url.endsWith('.ts');
}

function program(): string {
  return fileURLToPath(new URL(isUnbuilt() ? '../reader-main.ts' : './reader-main.js', import.meta.url));
}

/** Unbuilt, Node strips the types itself and finds the sources of other packages by their condition. */
function conditions(): string[] {
  return isUnbuilt() ? ['--conditions=@ccx/source'] : [];
}
