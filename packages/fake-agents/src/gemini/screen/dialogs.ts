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

/** How to log in. Words of the CLI's public sources: no recording shows this dialog. */
export function loginDialog(chosen: number, columns: number): readonly string[] {
  const answers = choices(['Sign in with Google', 'Use Gemini API Key', 'Vertex AI'], chosen);
  const question = 'How would you like to authenticate for this project?';
  return framed(['Get started', '', question, '', ...answers, '', '(Use Enter to select)', ''], columns);
}

/** A login is under way. */
export function waitingBox(columns: number): readonly string[] {
  return box(['⠋ Waiting for authentication... (Press Esc or Ctrl+C to cancel)', ''], { columns });
}

/** Dialogs at the start stand one column from both edges, the last one free. */
function framed(rows: readonly string[], columns: number): readonly string[] {
  return box(rows, { columns, indent: 1 });
}
