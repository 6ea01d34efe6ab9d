import { spawn, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { text } from 'node:stream/consumers';
import { onTestFinished } from 'vitest';

const SOURCES = new URL('../../src/index.ts', import.meta.url).href;

/** A process of its own that has `book`, the registry below `home`, and runs `program`. */
export function bookProcess(home: string, program: string): ChildProcess & { readonly out: Promise<string> } {
  const begin = `
    const { openProfiles } = await import(${JSON.stringify(SOURCES)});
    const home = ${JSON.stringify(home)};
    const book = openProfiles({ env: {}, home });
  `;
  const args = ['--conditions=@ccx/source', '--input-type=module', '-e', `${begin}\n${program}`];
  const child = spawn(process.execPath, args, {
    cwd: new URL('../..', import.meta.url),
    stdio: ['ignore', 'pipe', 'inherit'],
  });
  const gone = once(child, 'exit');
  onTestFinished(async () => {
    child.kill('SIGKILL');
    await gone;
  });
  return Object.assign(child, { out: text(child.stdout) });
}
