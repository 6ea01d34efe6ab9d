import { join } from 'node:path';
import type { UsageRecord } from '@ccx/contracts';
import { createTempHome, type TempHome } from '@ccx/testkit';
import { afterEach, beforeEach, expect } from 'vitest';
import type { MemoryStore } from '../scan/memory-store.ts';
import { scanConfigDir, writeTranscripts } from './scan-claude.ts';

/** An empty config dir for each test of a file. */
export interface ClaudeHome {
  readonly configDir: string;
  /** What the lines of one main session, `p/s1.jsonl`, give. */
  scanLines(...lines: readonly unknown[]): Promise<MemoryStore>;
  /** The one record that they give. */
  onlyRecord(...lines: readonly unknown[]): Promise<UsageRecord>;
}

export function useClaudeHome(): ClaudeHome {
  let temp: TempHome | null = null;
  const configDir = (): string => join(temp?.home ?? expect.fail('no home'), 'work');
  const scanLines = async (...lines: readonly unknown[]): Promise<MemoryStore> => {
    writeTranscripts(configDir(), { 'p/s1.jsonl': lines });
    return scanConfigDir(configDir());
  };
  beforeEach(async () => {
    temp = await createTempHome();
  });
  afterEach(async () => temp?.remove());
  return {
    get configDir() {
      return configDir();
    },
    scanLines,
    async onlyRecord(...lines) {
      const [record, ...others] = (await scanLines(...lines)).counted();
      expect(others).toEqual([]);
      return record ?? expect.fail('no record');
    },
  };
}
