import { setFlagsFromString } from 'node:v8';

/** The first that was seen to know the flag; others complain on stderr. */
const KNOWS_THE_FLAG = 13.6;

/**
 * Keeps V8 from growing its young generation to 30 MB while transcripts are read: a scan is done with what it reads at
 * once, and needs a fifth of that.
 */
export function spareMemory(): void {
  if (Number.parseFloat(process.versions.v8) >= KNOWS_THE_FLAG) setFlagsFromString('--memory-saver-mode');
}
