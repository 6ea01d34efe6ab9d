import type { Env } from '@ccx/contracts';
import type { ActiveChoice, ActiveQuestion, ProfileBook } from '@ccx/profiles';

/** Asks which account a person chose for a folder and a shell. */
export type AskActive = (question: ActiveQuestion) => Promise<ActiveChoice>;

export async function composeActive(book: ProfileBook, env: Env, home: string): Promise<AskActive> {
  const { findActive } = await import('@ccx/profiles');
  return (question) => findActive(question, { book, env, home });
}
