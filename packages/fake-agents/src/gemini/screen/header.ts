import type { GeminiLogin } from '../login.ts';

const TIPS = [
  'Tips for getting started:',
  '1. Create GEMINI.md files to customize your interactions',
  '2. /help for more information',
  '3. Ask coding questions, edit code or run commands',
  '4. Be specific for the best results',
  '',
];
/** How the screen calls a login, also in its statistics. */
export const LOGIN_WORDS: Readonly<Record<GeminiLogin, string>> = {
  google: 'Signed in with Google',
  'api-key': 'Authenticated with gemini-api-key',
  vertex: 'Authenticated with vertex-ai',
};
export const TIER = 'Gemini Code Assist for individuals';

/** The logo with version and login, and the tips; a larger logo where nobody is logged in. */
export function headerRows(version: string, login: GeminiLogin | null, trusted: boolean): readonly string[] {
  const skipped = [
    'ℹ Skipping project agents due to untrusted folder. To enable, ensure that the project root is trusted.',
    '',
  ];
  return ['', ...(login === null ? large(version) : small(version, login)), '', ...TIPS, ...(trusted ? [] : skipped)];
}

function small(version: string, login: GeminiLogin): readonly string[] {
  return [
    ` ▝▜▄     Gemini CLI v${version}`,
    '   ▝▜▄',
    `  ▗▟▀    ${LOGIN_WORDS[login]} /auth`,
    login === 'google' ? ` ▝▀      Plan: ${TIER} /upgrade` : ' ▝▀',
    '',
  ];
}

function large(version: string): readonly string[] {
  return [
    ' ▝▜▄      ▗█▀▀▜▙▝█▛▀▀▌▜██▖▟██▘▜█▘▜██▖▝█▛▝█▛',
    '   ▝▜▄    █▌     █▙▟  ▐█▝█▛▐█ ▐█ ▐█▝█▖█▌ █▌',
    '  ▗▟▀     ▜▙ ▝█▛ █▌▝ ▖▐█   ▐█ ▐█ ▐█ ▝██▌ █▌',
    ' ▝▀        ▀▀▀▀▘▝▀▀▀▀▘▀▀▘  ▀▀▘▀▀▘▀▀▘ ▝▀▀▝▀▀',
    '',
    ` Gemini CLI v${version}`,
    '',
    '',
  ];
}
