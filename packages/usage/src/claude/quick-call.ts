import { type CallLine, messageCall } from './call-line.ts';
import { fieldTable, walkObject } from './json-walk.ts';
import { spanReader } from './span-reader.ts';

const LINE_FIELDS = [
  'message',
  'data',
  'requestId',
  'timestamp',
  'sessionId',
  'requestSessionId',
  'forkedFrom',
  'isSidechain',
  'agentId',
  'attributionAgent',
  'cwd',
  'gitBranch',
  'entrypoint',
  'costUSD',
  'isApiErrorMessage',
] as const;
const MESSAGE_FIELDS = ['id', 'model', 'usage'] as const;

const LINE = fieldTable(LINE_FIELDS);
const MESSAGE = fieldTable(MESSAGE_FIELDS);
const [MESSAGE_SLOT, DATA_SLOT] = [0, 1];

/**
 * What `callLine` would say of the line from `from` to `to`, read without parsing what was said in it; `undefined` where
 * the line must be parsed.
 */
export type QuickCall = (bytes: Buffer, from: number, to: number) => CallLine | null | undefined;

/**
 * Takes the fields of a call out of a line's bytes and walks over the rest, which is most of it. What it does not know
 * (spaces, `progress`, escapes in names, a cut line) it leaves to a full parse; where it answers there is no difference.
 */
export function createQuickCall(): QuickCall {
  const line = spanReader(LINE_FIELDS.length);
  const message = spanReader(MESSAGE_FIELDS.length);

  return (bytes, from, to) => {
    line.clear();
    message.clear();
    let known = true;
    const end = walkObject(bytes, from, LINE, line.spans, (slot, at) => {
      if (slot === DATA_SLOT) known = false;
      if (slot !== MESSAGE_SLOT) return 0;
      message.clear();
      return walkObject(bytes, at, MESSAGE, message.spans);
    });
    if (!known || end !== to) return undefined;
    try {
      return messageCall({
        message: { id: message.value(bytes, 0), model: message.value(bytes, 1), usage: message.value(bytes, 2) },
        requestId: line.value(bytes, 2),
        timestamp: line.value(bytes, 3),
        sessionId: line.value(bytes, 4),
        requestSessionId: line.value(bytes, 5),
        forkedFrom: line.value(bytes, 6),
        isSidechain: line.value(bytes, 7),
        agentId: line.value(bytes, 8),
        attributionAgent: line.value(bytes, 9),
        cwd: line.value(bytes, 10),
        gitBranch: line.value(bytes, 11),
        entrypoint: line.value(bytes, 12),
        costUSD: line.value(bytes, 13),
        isApiErrorMessage: line.value(bytes, 14),
      });
    } catch {
      return undefined;
    }
  };
}
