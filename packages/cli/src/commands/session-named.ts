import { CcxError, type UsageReader } from '@ccx/contracts';

const SHOWN = 5;

/**
 * The id of a session of which a person wrote all or the beginning, as reports print it; what begins none comes back as
 * it is.
 *
 * @throws {CcxError} `invalid_argument` for the beginning of several
 */
export function sessionNamed(text: string, store: Pick<UsageReader, 'queryUsage'>): string {
  const rows = store.queryUsage({ range: { from: null, to: null }, groupBy: ['session'] });
  const found = rows.flatMap(({ sessionId }) => (sessionId?.startsWith(text) === true ? [sessionId] : []));
  const [first = text] = found;
  if (found.length < 2) return first;
  if (found.includes(text)) return text;
  const more = found.length > SHOWN ? ` and ${found.length - SHOWN} more` : '';
  throw new CcxError('invalid_argument', `--session is "${text}", with which ${found.length} sessions begin.`, {
    hint: `${found.slice(0, SHOWN).join(', ')}${more}`,
  });
}
