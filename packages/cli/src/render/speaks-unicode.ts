import type { Env } from '@ccx/contracts';

/** A locale that names another character set gets ASCII; a missing one is taken for today's default, UTF-8. */
export function speaksUnicode(env: Env): boolean {
  if ((env['CCX_ASCII'] ?? '') !== '' && env['CCX_ASCII'] !== '0') return false;
  const locale = [env['LC_ALL'], env['LC_CTYPE'], env['LANG']].find((value) => (value ?? '') !== '');
  return locale === undefined || /utf-?8/i.test(locale);
}
