import { CcxError } from '@ccx/contracts';
import { naming, namesIn } from './names.ts';
import type { Rule } from './rule.ts';

/** `--profile`: one name or several, each also as a comma list. */
export const flag: Rule = {
  rule: 'flag',
  where: '--profile',
  async ask({ flag: given }, { book }) {
    const names = (given ?? []).flatMap((text) => namesIn(text, '--profile'));
    // As `--profile "$ACCOUNT"` gives it where the variable is not set: a choice was meant, so none may be made up.
    if (given !== null && names.length === 0) {
      throw new CcxError('invalid_argument', '--profile was given without a name.', { hint: 'ccx profile list' });
    }
    return naming('--profile', names, '', book);
  },
};

/** `CCX_PROFILE`: for one command, or for a script. */
export const variable: Rule = {
  rule: 'variable',
  where: 'CCX_PROFILE',
  async ask(_question, { book, env }) {
    const names = namesIn(env['CCX_PROFILE'] ?? '', 'CCX_PROFILE');
    return naming('CCX_PROFILE', names, 'Correct or unset CCX_PROFILE.', book);
  },
};

/** `CCX_ACTIVE_PROFILE`: what `ccx use` left in the shell, one name per agent. */
export const shell: Rule = {
  rule: 'shell',
  where: 'CCX_ACTIVE_PROFILE',
  async ask(_question, { book, env }) {
    const names = namesIn(env['CCX_ACTIVE_PROFILE'] ?? '', 'CCX_ACTIVE_PROFILE');
    return naming('CCX_ACTIVE_PROFILE', names, 'ccx use NAME sets another one, ccx use --unset none.', book);
  },
};
