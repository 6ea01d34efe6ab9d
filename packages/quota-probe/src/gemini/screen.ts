import type { Prompt, ScreenAgent } from '../pty/screen-agent.ts';

const PROMPT = /^ [>*!] (.*)$/;

/** Gemini CLI 0.61.0 (2026-11-21). */
export const GEMINI_SCREEN: ScreenAgent = {
  agent: 'gemini',
  version: /Gemini CLI v(\d+\.\d+\.\d+)/,
  command: '/model',
  prompt: geminiPrompt,
  offers: (rows) => rows.some((row) => /^ model {2,}\S/.test(row)),
  answered: ({ rows, text }) =>
    rows.some((row) => row.includes('(Press Esc to close)')) && /Select Model[^]*\(Press Esc to close\)/.test(text),
  dialogs: [
    {
      name: 'folder trust',
      code: 'trust-prompt',
      marker: /Do you trust the files in this folder\?/,
      answer: 'trust',
      option: /^Trust folder \(/,
    },
    {
      name: 'login',
      code: 'not-logged-in',
      marker: /How would you like to authenticate|Please visit the following URL to authorize/,
      answer: 'stop',
    },
  ],
  leave: [],
};

/** The line above the footer. */
function geminiPrompt(rows: readonly string[]): Prompt | null {
  const footer = rows.findLastIndex((row) => row.startsWith(' workspace ('));
  const row = rows.findLastIndex((text, at) => at < footer && PROMPT.test(text));
  if (row === -1 || footer - row > 6) return null;
  return { text: PROMPT.exec(rows[row] ?? '')?.[1] ?? '', row };
}
