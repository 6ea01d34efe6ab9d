import { CcxError } from '@ccx/contracts';
import { fieldsInFormat } from './fill-format.ts';
import { isLineField, LINE_FIELDS } from './line.ts';

/**
 * Refuses a format that shows nothing of a session. Said when it is installed: the line itself prints what it does not
 * know as it stands.
 *
 * @throws {CcxError} `invalid_argument`
 */
export function checkFormat(format: string): void {
  const names = fieldsInFormat(format);
  const unknown = names.find((name) => !isLineField(name));
  if (names.length > 0 && unknown === undefined) return;
  const message = unknown === undefined ? 'The format names no field.' : `A status line has no field "${unknown}".`;
  throw new CcxError('invalid_argument', message, {
    hint: `Fields: ${LINE_FIELDS.map((name) => `{${name}}`).join(' ')}`,
  });
}
