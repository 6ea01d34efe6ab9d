/** What may stand in for a secret. */
const GONE = '[redacted]';

const RULES: readonly (readonly [RegExp, string])[] = [
  [/-----BEGIN [A-Z ]*PRIVATE KEY-----[\s\S]*?(?:-----END [A-Z ]*PRIVATE KEY-----|$)/g, GONE],
  [/\b(bearer|basic)\s+[\w.~+/=-]{8,}/gi, `$1 ${GONE}`],
  [/\b(?:sk|pk|rk)-[\w-]{8,}/g, GONE],
  [/\bAIza[\w-]{20,}/g, GONE],
  [/\bya29\.[\w.-]{10,}/g, GONE],
  [/\b(?:gh[oprsu]|github_pat|glpat|xox[abprs])[-_][\w-]{10,}/g, GONE],
  [/\beyJ[\w-]{8,}\.[\w-]{8,}\.[\w-]*/g, GONE],
  [/:\/\/[^\s/:@]+:[^\s/@]+@/g, `://${GONE}@`],
  [
    /((?:^|[^a-z])["']?[\w-]*(?:api[_-]?key|access[_-]?token|refresh[_-]?token|auth[_-]?token|oauth[_-]?token|client[_-]?secret|secret|password|passwd|authorization|x-api-key)["']?\s*[:=]\s*["']?)(?!\[redacted\]|(?:bearer|basic) \[redacted\])[^\s"',;&]{4,}/gi,
    `$1${GONE}`,
  ],
  [/(\btoken["']?\s*[:=]\s*["']?)(?!\[redacted\])[^\s"',;&]{8,}/gi, `$1${GONE}`],
  // The part before the @ has at most 64 characters, by which a long text without one is looked through in one pass.
  // A version behind a package's name (`@google+gemini-cli@0.61.0`, `react@19.0.0-rc.abc`) is no domain.
  [/[\w.+-]{1,64}@(?!\d+\.\d+\.\d+[-+])(?=[\w.-]*\.[a-z])[\w-]+(?:\.[\w-]+)+/gi, '[e-mail]'],
];

/**
 * A function that takes secrets out of a text that people will see: keys and tokens by their form, e-mail addresses,
 * and the given values wherever they stand.
 *
 * @param values known secrets, e.g. the API key in the environment; shorter ones than 6 characters are not looked for
 */
export function createRedactor(values: readonly string[] = []): (text: string) => string {
  const known = values.filter((value) => value.length >= 6).sort((a, b) => b.length - a.length);
  return (text) => {
    let clean = text;
    for (const value of known) clean = clean.replaceAll(value, GONE);
    for (const [pattern, instead] of RULES) clean = clean.replace(pattern, instead);
    return clean;
  };
}
