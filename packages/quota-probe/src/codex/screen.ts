import type { Prompt, ScreenAgent } from '../pty/screen-agent.ts';

const COMPOSER = /^› (?!\d+\. )(.*)$/;

/** Codex 0.169.0 (2026-11-21). */
export const CODEX_SCREEN: ScreenAgent = {
  agent: 'codex',
  version: /OpenAI Codex \(v(\d+\.\d+\.\d+)/,
  command: '/status',
  prompt: codexPrompt,
  answered: ({ rows }) => {
    const card = rows.findLastIndex((row) => /^\s*(?:│\s*)?Model:\s/.test(row));
    return card !== -1 && codexPrompt(rows) !== null && rows.slice(card).some((row) => /limit|Limits:/i.test(row));
  },
  dialogs: [
    {
      name: 'sign-in',
      code: 'not-logged-in',
      marker: /Choose how you want to use Codex|Sign in with ChatGPT/,
      answer: 'stop',
    },
    {
      name: 'folder trust',
      code: 'trust-prompt',
      marker: /Trust this folder\?/,
      answer: 'trust',
      option: /^Trust and continue$/,
    },
    { name: 'hooks to review', code: 'dialog', marker: /Hooks need review/, answer: 'escape' },
    {
      name: 'update',
      code: 'update-prompt',
      marker: /Update available/,
      answer: 'choose',
      option: /^Skip$/,
    },
  ],
  // A command that is typed in one go is taken as a paste, and the list of commands needs its time.
  enterDelayMs: 400,
  // Ended by a signal it would leave its locks and links.
  leave: ['\u0003', '\u0003'],
};

/** The composer; while the account is loading it takes text, but no command. */
function codexPrompt(rows: readonly string[]): Prompt | null {
  const composers = rows.flatMap((row, at) => (COMPOSER.test(row) ? [at] : []));
  const typed = composers.find((at) => COMPOSER.exec(rows[at] ?? '')?.[1]?.trim() === '/status');
  const row = typed ?? composers.at(-1);
  if (row === undefined) return null;
  const below = rows.slice(row + 1).filter((text) => text.trim() !== '');
  // In the place of the folder, below the version or in the footer.
  if (below.length === 0 || rows.some((text) => /^(?:\s+|.* · )loading$/.test(text))) return null;
  return { text: COMPOSER.exec(rows[row] ?? '')?.[1] ?? '', row };
}
