import { randomBytes } from 'node:crypto';

/** A UUID of version 7: the first 48 bits are the time, so that ids sort by age as the vendor's do. */
export function threadId(nowMs: number): string {
  const time = Math.floor(nowMs).toString(16).padStart(12, '0').slice(-12);
  const noise = randomBytes(10).toString('hex');
  return `${time.slice(0, 8)}-${time.slice(8)}-7${noise.slice(0, 3)}-8${noise.slice(3, 6)}-${noise.slice(6, 18)}`;
}

export const callId = (): string => `call_${randomBytes(12).toString('hex')}`;
export const itemId = (kind: string): string => `${kind}_${randomBytes(16).toString('hex')}`;
