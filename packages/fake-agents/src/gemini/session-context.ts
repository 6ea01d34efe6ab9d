import { readdirSync, statSync } from 'node:fs';
import { join } from 'node:path';

/** The first message of every session: the day, the machine, the folder. */
export function sessionContext(of: { readonly cwd: string; readonly folder: string; readonly nowMs: number }): string {
  const day = new Date(of.nowMs).toLocaleDateString('en-US', {
    weekday: 'long',
    year: 'numeric',
    month: 'long',
    day: 'numeric',
  });
  const tree = entries(of.cwd).map((name, index, all) => `${index === all.length - 1 ? '└' : '├'}───${name}`);
  return `<session_context>
This is the Gemini CLI. We are setting up the context for our chat.
Today's date is ${day} (formatted according to the user's locale).
My operating system is: ${process.platform}
The project's temporary directory is: ${of.folder}
- **Workspace Directories:**
  - ${of.cwd}
- **Directory Structure:**

Showing up to 200 items (files + folders). Folders or files indicated with ... contain more items not shown, were ignored, or the display limit (200 items) was reached.

${of.cwd}/
${tree.join('\n')}


</session_context>`;
}

/** Files first, then folders, as the CLI lists them; what is in a folder is not told. */
function entries(cwd: string): readonly string[] {
  const names = readdirSync(cwd).sort().slice(0, 200);
  const isFolder = (name: string): boolean =>
    statSync(join(cwd, name), { throwIfNoEntry: false })?.isDirectory() === true;
  return [...names.filter((name) => !isFolder(name)), ...names.filter(isFolder).map((name) => `${name}/...`)];
}
