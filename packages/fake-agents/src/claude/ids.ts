import { randomBytes, randomUUID } from 'node:crypto';

/** Ids in the shapes that the vendor uses. */
export const newUuid = (): string => randomUUID();
export const messageId = (): string => `msg_01${randomBytes(11).toString('hex').toUpperCase()}`;
export const requestId = (): string => `req_011${randomBytes(11).toString('hex').toUpperCase()}`;
export const toolUseId = (): string => `toolu_01${randomBytes(11).toString('hex').toUpperCase()}`;
export const taskId = (): string => `a${randomBytes(8).toString('hex')}`;
export const runId = (): string => `0${randomBytes(4).toString('hex')}-${randomBytes(4).toString('hex')}`;

/** Whether a text is a UUID, as `--session-id` demands. */
export function isUuid(text: string): boolean {
  return /^[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}$/i.test(text);
}
