import { appendFile } from 'node:fs/promises';
import { realDisk, type Disk } from '../../src/links/disk.ts';

/** A disk on which something goes wrong, and how far it came. */
export interface FailingDisk extends Disk {
  /** Changes that were asked for. */
  readonly asked: () => number;
}

/**
 * Lets the change with this number fail, counted from 1: `once` as a full disk does, or as for a process that is killed
 * there, with all that come after it. A copy that fails leaves a part of itself.
 */
export function failingDisk(at: number, how: 'once' | 'killed'): FailingDisk {
  let asked = 0;
  const fails = (): boolean => {
    asked += 1;
    return how === 'once' ? asked === at : asked >= at;
  };
  const full = (): Error => Object.assign(new Error('ENOSPC: no space left on device'), { code: 'ENOSPC' });
  const step =
    <A extends readonly unknown[]>(change: (...args: A) => Promise<void>) =>
    async (...args: A): Promise<void> => {
      if (fails()) throw full();
      await change(...args);
    };
  return {
    makeFolder: step(realDisk.makeFolder),
    stamp: step(realDisk.stamp),
    move: step(realDisk.move),
    link: step(realDisk.link),
    unlink: step(realDisk.unlink),
    async copy(from, to) {
      const wrong = fails();
      if (wrong && asked === at) await appendFile(to, 'half of');
      if (wrong) throw full();
      await realDisk.copy(from, to);
    },
    name: step(realDisk.name),
    write: step(realDisk.write),
    removeTree: step(realDisk.removeTree),
    asked: () => asked,
  };
}
