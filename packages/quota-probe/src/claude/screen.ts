import type { Prompt, ScreenAgent } from '../pty/screen-agent.ts';

const RULE = /^─{20,}/;
/** A placeholder that asks for the first line of a prompt. */
const PROMPT = /^❯\s?(.*)$/;

/** Claude Code 2.1.329 (2026-11-21). Its dialogs in the order in which a fresh home shows them. */
export const CLAUDE_SCREEN: ScreenAgent = {
  agent: 'claude',
  version: /Claude Code v(\d+\.\d+\.\d+)/,
  command: '/usage',
  prompt: claudePrompt,
  answered: ({ rows, text }) =>
    rows.some((row) => row.includes('Esc to close')) && /Status\s+Config\s+Usage[^]*Esc to close/.test(text),
  dialogs: [
    { name: 'theme', code: 'onboarding', marker: /Syntax theme:|Choose the text style/, answer: 'stop' },
    { name: 'API key', code: 'dialog', marker: /Detected a custom API key/, answer: 'escape' },
    {
      name: 'login',
      code: 'not-logged-in',
      marker: /Select login method:|Paste code here if prompted/,
      answer: 'stop',
    },
    { name: 'security notes', code: 'onboarding', marker: /Press Enter to continue/, answer: 'stop' },
    {
      name: 'folder trust',
      code: 'trust-prompt',
      marker: /Quick safety check|I trust this folder|trust the files in this folder/,
      answer: 'trust',
      option: /^Yes, (?:I trust this folder|proceed)$/,
    },
    { name: 'permission bypass', code: 'dialog', marker: /Bypass Permissions mode/, answer: 'escape' },
    {
      name: 'settings error',
      code: 'dialog',
      marker: /Settings Error/,
      answer: 'choose',
      option: /^Continue without these settings$/,
    },
    { name: 'auto mode', code: 'dialog', marker: /Make auto mode your default/, answer: 'escape' },
    { name: 'fullscreen renderer', code: 'dialog', marker: /Try the new fullscreen renderer/, answer: 'escape' },
    { name: 'servers of a project', code: 'dialog', marker: /following (?:MCP servers|plugins)/, answer: 'escape' },
  ],
  leave: [],
};

/** The line between two rules, with something below: a footer, or the menu of a command. */
function claudePrompt(rows: readonly string[]): Prompt | null {
  const row = rows.findLastIndex((text, at) => PROMPT.test(text) && RULE.test(rows[at - 1] ?? ''));
  if (row === -1) return null;
  const below = rows.findIndex((text, at) => at > row && RULE.test(text));
  if (below === -1 || !rows.slice(below + 1).some((text) => text.trim() !== '')) return null;
  return { text: PROMPT.exec(rows[row] ?? '')?.[1] ?? '', row };
}
