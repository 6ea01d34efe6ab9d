import { resolve } from 'node:path';
import { CcxError } from '@ccx/contracts';
import type { ActiveChoice, ActiveQuestion, Pin, PinnedAccount, RuleFinding } from '../active-choice.ts';
import { resolvedPath } from '../place.ts';
import { binding } from './binding.ts';
import { configVariables } from './config-variables.ts';
import { flag, shell, variable } from './flag-and-variables.ts';
import { file } from './profile-file.ts';
import { readOnce } from './read-once.ts';
import type { FolderQuestion, Rule, RuleContext, Statement } from './rule.ts';
import { shellNotes } from './shell-notes.ts';

/** The strongest first. */
const RULES: readonly Rule[] = [flag, variable, file, binding, shell, configVariables];

/** What {@link findActive} needs of the world. */
export interface ActiveContext extends Omit<RuleContext, 'book'> {
  readonly book: Parameters<typeof readOnce>[0];
}

/**
 * Which account a person chose for this folder and this shell, and what each rule said. The strongest rule that names
 * an account of the asked agent wins; what is wrong with a weaker one does not hinder it and stands in `notes`.
 *
 * @throws CcxError `profile_not_found` for a name that no profile has, `invalid_config` for a `.ccx-profile` that cannot
 * be read, `invalid_argument` for a flag without a name: nothing falls through to another account
 * @example
 * const { pin } = await findActive({ agent: 'claude', flag: null, cwd: process.cwd() }, { book, env, home });
 * pin?.where; // '/home/ada/shop/.ccx-profile'
 */
export async function findActive(question: ActiveQuestion, { book, env, home }: ActiveContext): Promise<ActiveChoice> {
  const { agent, cwd } = question;
  const context = { book: readOnce(book), env, home };
  const asked = { ...question, folder: await resolvedPath(resolve(cwd)) };
  const findings: RuleFinding[] = [];
  const notes: string[] = [];
  let pin: Pin | null = null;

  for (const rule of RULES) {
    const { where, says, accounts, problem } = await hear(rule, asked, context);
    if (problem !== null && pin === null) throw problem;
    if (problem !== null) notes.push(problem.message);
    const meant = accounts.filter(({ account }) => agent === null || account.agent === agent);
    if (rule === shell) notes.push(...(await shellNotes(meant, context)));
    const named = pin === null ? 'won' : 'outranked';
    const heeded = meant.length > 0 || problem !== null ? named : 'other-agent';
    const outcome = says === null ? 'silent' : heeded;
    findings.push({ rule: rule.rule, where, says, outcome });
    if (outcome === 'won') pin = { rule: rule.rule, where, accounts: meant };
  }
  return { pin, findings, ...(notes.length > 0 && { notes }) };
}

interface Heard extends Pick<Statement, 'where' | 'says'> {
  readonly accounts: readonly PinnedAccount[];
  /** Why it is not known whom the rule means. */
  readonly problem: CcxError | null;
}

async function hear(rule: Rule, asked: FolderQuestion, context: RuleContext): Promise<Heard> {
  let said: Pick<Statement, 'where' | 'says'> = { where: rule.where, says: null };
  try {
    const statement = await rule.ask(asked, context);
    said = statement;
    return { ...said, accounts: await statement.accounts(), problem: null };
  } catch (error) {
    if (!CcxError.is(error)) throw error;
    return { ...said, accounts: [], problem: error };
  }
}
