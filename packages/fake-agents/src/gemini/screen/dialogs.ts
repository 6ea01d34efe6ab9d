import { basename, dirname } from 'node:path';
import { box, choices } from './box.ts';

const TRUST =
  'Trusting a folder allows Gemini CLI to load its local configurations, including custom commands, hooks, MCP servers, agent skills, and settings. These configurations could execute code on your behalf or change the behavior of the CLI.';

/** Whether this folder may be worked in; the first answer is the default. */
export function trustDialog(cwd: string, chosen: number, columns: number): readonly string[] {
  const answers = [`Trust folder (${basename(cwd)})`, `Trust parent folder (${basename(dirname(cwd))})`, "Don't trust"];
  return framed(
    ['Do you trust the files in this folder?', '', TRUST, '', '', ...choices(answers, chosen), ''],
    columns,
  );
}

/** How to log in. */
export function loginDialog(chosen: number, columns: number): readonly string[] {
  const rows = [
    '? Get started',
    '',
    '  How would you like to authenticate for this project?',
    '',
    ...choices(['Sign in with Google', 'Use Gemini API Key', 'Vertex AI'], chosen).map((row) => `  ${row}`),
    '',
    '  No authentication method selected.',
    '',
    '  (Use Enter to select)',
    '',
    '  Terms of Services and Privacy Notice for Gemini CLI',
    '',
    '  https://geminicli.com/docs/resources/tos-privacy/',
    '',
  ];
  return box(rows, { columns });
}

/** A quota is used up that ends a headless run. */
export function limitDialog(model: string, chosen: number, columns: number): readonly string[] {
  const whose = model.includes('flash') ? model : 'all Pro models';
  const rows = [
    `Usage limit reached for ${whose}.`,
    '/stats model for usage details',
    '/model to switch models.',
    '',
    '',
  ];
  return box([...rows, ...choices(['Keep trying', 'Stop'], chosen), '', ''], { columns });
}

/** A login is under way. */
export function waitingBox(columns: number): readonly string[] {
  return box(['⠋ Waiting for authentication... (Press Esc or Ctrl+C to cancel)', ''], { columns });
}

/** Dialogs at the start stand one column from both edges, the last one free. */
function framed(rows: readonly string[], columns: number): readonly string[] {
  return box(rows, { columns, indent: 1 });
}
