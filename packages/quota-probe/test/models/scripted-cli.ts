import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { createFakeClock, createTempHome, type TempHome } from '@ccx/testkit';
import { afterAll } from 'vitest';
import type { DiscoverModelsOptions } from '../../src/models/discover-models.ts';

const homes: TempHome[] = [];
afterAll(() => Promise.all(homes.map((home) => home.remove())));

/** A CLI of a few lines of JavaScript, in a home of its own. */
export interface ScriptedCli {
  readonly home: TempHome;
  readonly clock: ReturnType<typeof createFakeClock>;
  /** What `discoverModels` needs to ask this CLI and no other. */
  readonly options: DiscoverModelsOptions;
  /** The arguments of every start but those that asked for the version. */
  readonly asked: () => readonly (readonly string[])[];
}

/**
 * @param body called for each line on stdin; `say` writes a line, `args` are the CLI's own arguments. The version is
 * that of the variable `VERSION`.
 */
export async function scriptedCli(body: string, start = ''): Promise<ScriptedCli> {
  const home = await createTempHome();
  homes.push(home);
  const log = join(home.home, 'asked.jsonl');
  const script = `
    const args = process.argv.slice(1);
    const say = (message) => console.log(JSON.stringify(message));
    if (args[0] === '--version') { console.log(process.env.VERSION + ' (scripted)'); process.exit(0); }
    require('node:fs').appendFileSync(${JSON.stringify(log)}, JSON.stringify(args) + '\\n');
    (() => { ${start}
    require('node:readline').createInterface({ input: process.stdin }).on('line', (line) => {
      const message = JSON.parse(line);
      ${body}
    }); })();`;
  const clock = createFakeClock();
  return {
    home,
    clock,
    options: {
      command: process.execPath,
      args: ['-e', script, '--'],
      env: { ...home.env, VERSION: '1.2.3' },
      timeoutMs: 20_000,
      clock,
    },
    asked: () =>
      readFileSync(log, 'utf8')
        .trim()
        .split('\n')
        .map((line) => JSON.parse(line)),
  };
}

/** A Claude Code that answers every control request with this expression. */
export const controlAnswer = (answer: string): string =>
  `say({ type: 'control_response', response: { request_id: message.request_id, subtype: 'success', response: ${answer} } });`;
