import { askModelScreen } from '../models/ask-screen.ts';
import type { AskModels, FoundModels } from '../models/found-models.ts';
import { CLAUDE_SCREEN } from './screen.ts';

/** `❯ 2. Opus ✔  Opus 5.5 · Best for everyday, complex tasks`; some terminals lose the space before the version. */
const ROW =
  /^\s*(?:❯\s*)?\d+\.\s+(?<choice>[A-Z][a-z]+)(?<long> \(1M context\))?(?: \(recommended\))?\s*✔?\s{2,}(?:(?<family>[A-Z][a-z]+) ?(?<version>\d+(?:\.\d+)*))?/;

/**
 * The choices on the screen `/model` of Claude Code (2.1.329, 2026-11-21): what `--model` takes, and the version that
 * each stands for as an alias of it, because a screen names no model in full. Levels of effort it does not list. `null`
 * where it shows none.
 */
export function parseClaudeModelScreen(text: string): FoundModels | null {
  const rows = text.split(/\r\n|\r|\n/);
  const heading = rows.findLastIndex((row) => /^\s*Select model\s*$/.test(row));
  const shown = (heading === -1 ? [] : rows.slice(heading)).flatMap((row) => {
    const { choice, long, family, version } = ROW.exec(row)?.groups ?? {};
    if (choice === undefined) return [];
    const value = `${choice.toLowerCase()}${long === undefined ? '' : '[1m]'}`;
    return [{ value, name: family === undefined ? null : `${family.toLowerCase()}-${version}` }];
  });
  if (shown.length === 0) return null;
  const models = [...new Set(shown.map(({ value }) => value))];
  const names = shown.flatMap(({ value, name }) => (name === null || models.includes(name) ? [] : [[name, value]]));
  return {
    models,
    // The family's own choice comes after the one that is recommended, and is the clearer word for it.
    aliases: Object.fromEntries(names),
    reasoningLevels: [],
    cliVersion: CLAUDE_SCREEN.version.exec(text)?.[1] ?? null,
    source: 'pty',
  };
}

/** Looks at `/model`. The start of the screen alone sends a request of one token, which may open a window. */
export const askClaudeModelScreen: AskModels = (question) =>
  askModelScreen(
    {
      screen: {
        ...CLAUDE_SCREEN,
        command: '/model',
        answered: ({ rows, text }) =>
          rows.some((row) => row.includes('Esc to cancel')) && /Select model[^]*Esc to cancel/.test(text),
        leave: ['\u001B'],
      },
      parse: parseClaudeModelScreen,
      args: ['--strict-mcp-config', '--settings', '{"disableAllHooks":true,"disableDeepLinkRegistration":"disable"}'],
      env: { CLAUDE_CODE_SKIP_PROMPT_HISTORY: '1', CLAUDE_CODE_DISABLE_OFFICIAL_MARKETPLACE_AUTOINSTALL: '1' },
    },
    question,
  );
