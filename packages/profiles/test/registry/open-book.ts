import { mkdir, readFile, writeFile } from 'node:fs/promises';
import { dirname } from 'node:path';
import type { ProfileBook } from '../../src/index.ts';
import { openProfiles } from '../../src/index.ts';
import { createFakeClock, createTempHome, type FakeClock } from '@ccx/testkit';
import { onTestFinished } from 'vitest';

/** A registry of its own in a home of its own. */
export interface TestBook {
  readonly book: ProfileBook;
  readonly home: string;
  readonly clock: FakeClock;
  readonly text: () => Promise<string>;
  /** Writes `profiles.toml` as a person would. */
  readonly write: (text: string) => Promise<void>;
}

export async function openBook(text?: string): Promise<TestBook> {
  const temporary = await createTempHome();
  onTestFinished(() => temporary.remove());
  const { home, env } = temporary;
  const clock = createFakeClock('2026-11-21T08:00:00.000Z');
  const book = openProfiles({ env, home, clock, cwd: home });
  const write = async (content: string): Promise<void> => {
    await mkdir(dirname(book.path), { recursive: true });
    await writeFile(book.path, content);
  };
  if (text !== undefined) await write(text);
  return { book, home, clock, write, text: () => readFile(book.path, 'utf8') };
}

/** What a call was refused with. */
export async function refusal(call: Promise<unknown>): Promise<{ code: string; message: string; hint: string | null }> {
  try {
    await call;
  } catch (error) {
    if (error instanceof Error && 'code' in error && 'hint' in error) {
      const { code, message, hint } = error;
      return { code: String(code), message, hint: typeof hint === 'string' ? hint : null };
    }
    throw error;
  }
  throw new Error('It was not refused.');
}
