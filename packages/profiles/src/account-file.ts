/**
 * The name of an account's own file: its id with everything but small letters, digits, `.`, `_` and `-` as `%` and two
 * small hexadecimal digits, so that no disk takes two accounts for one. An id that is too long for a name goes by its
 * digest, as in the names of quota-probe's quota-cache.ts.
 *
 * @example
 * accountFile('claude:/home/ada/.claude-work'); // 'claude%3a%2fhome%2fada%2f.claude-work'
 */
export function accountFile(accountId: string): string {
  const name = [...Buffer.from(accountId)]
    .map((byte) => String.fromCharCode(byte).replace(/[^a-z0-9._-]/, `%${byte.toString(16).padStart(2, '0')}`))
    .join('');
  if (name.length <= 200) return name;
  // Few ids are so long, and loading this takes as long as all else that reading the accounts needs.
  const { createHash } = process.getBuiltinModule('node:crypto');
  return `${accountId.split(':', 1)[0] ?? ''}-${createHash('sha256').update(accountId).digest('hex').slice(0, 32)}`;
}
