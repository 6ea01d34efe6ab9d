import { type MessagePort, parentPort, receiveMessageOnPort, workerData } from 'node:worker_threads';
import type { Account, ScanBatch } from '@ccx/contracts';
import { FORMATS } from './formats.ts';
import { type FileScan, scanFile } from './scan/scan-file.ts';
import {
  ANSWER,
  type FromReader,
  MOST_WAITING,
  type ReaderStart,
  type UnreadFile,
  WAITING,
} from './scan/second-reader.ts';

/** So many calls are handed over at once, because each message costs a little. */
const CALLS_AT_ONCE = 500;

/** The second thread of a scan: reads the files that it is given, one after the other, and hands over what they tell. */
function serve(port: MessagePort, { agent, account, knowsPayers, limits, answers, shared }: ReaderStart): void {
  const tell = (message: FromReader): void => port.postMessage(message);

  const asked = new Map<string, Account>();
  const accountOf = (organizationId: string): Account => {
    const known = asked.get(organizationId);
    if (known !== undefined) return known;
    tell({ organizationId });
    Atomics.wait(shared, ANSWER, 0);
    Atomics.store(shared, ANSWER, 0);
    const found: Account = receiveMessageOnPort(answers)?.message;
    asked.set(organizationId, found);
    return found;
  };

  const handOver = (batches: readonly ScanBatch[]): void => {
    for (let waiting; (waiting = Atomics.load(shared, WAITING)) >= MOST_WAITING;)
      Atomics.wait(shared, WAITING, waiting);
    Atomics.add(shared, WAITING, 1);
    tell({ batches });
  };

  const scan: FileScan = {
    format: FORMATS[agent],
    owner: { account, accountOf: knowsPayers ? accountOf : null },
    limits,
    room: Buffer.allocUnsafeSlow(limits.chunkBytes),
  };
  port.on('message', (files: readonly UnreadFile[]) => {
    let batches: ScanBatch[] = [];
    let calls = 0;
    for (const { path, cursor } of files) {
      for (const batch of scanFile(path, cursor, scan)) {
        batches.push(batch);
        calls += batch.records.length;
        if (calls < CALLS_AT_ONCE) continue;
        handOver(batches);
        [batches, calls] = [[], 0];
      }
    }
    handOver(batches);
    tell({ done: true });
  });
}

if (parentPort !== null) serve(parentPort, workerData);
