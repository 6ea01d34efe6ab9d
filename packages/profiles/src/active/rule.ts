import type { Env } from '@ccx/contracts';
import type { ActiveQuestion, PinnedAccount, PinRule } from '../active-choice.ts';
import type { AskedBook } from './read-once.ts';

/** What a rule is asked with. */
export interface RuleContext {
  readonly book: AskedBook;
  /** The environment that the person's shell handed down. */
  readonly env: Env;
  /** Absolute path of the home directory. */
  readonly home: string;
}

/** What one rule says, before its names are looked up. */
export interface Statement {
  /** As in `Pin`. */
  readonly where: string;
  /** `null`: it says nothing. */
  readonly says: string | null;
  /** Whom it means, no account twice. Rejects with `profile_not_found` where it gives a name that no profile has. */
  accounts(): Promise<readonly PinnedAccount[]>;
}

/** `folder` is `cwd` with its symbolic links resolved. */
export interface FolderQuestion extends ActiveQuestion {
  readonly folder: string;
}

/** One place where a person may have said which account is meant. */
export interface Rule {
  readonly rule: PinRule;
  /** Stands for the place where asking failed. */
  readonly where: string;
  /** Rejects with a `CcxError` on what cannot be read. */
  ask(question: FolderQuestion, context: RuleContext): Promise<Statement>;
}

export function silent(where: string): Statement {
  return { where, says: null, accounts: () => Promise.resolve([]) };
}
