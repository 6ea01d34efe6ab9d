/** How long after a value has come to the screen the PTY probe has it. */
import { claudePtySource } from '../../packages/quota-probe/src/claude/pty.ts';
import { codexPtySource } from '../../packages/quota-probe/src/codex/pty.ts';
import { openScreen } from '../../packages/quota-probe/src/pty/rendered-screen.ts';
import { systemClock } from '../../packages/quota-probe/src/system-clock.ts';
import type { BenchWorld } from './world.ts';

const SOURCES = { claude: claudePtySource, codex: codexPtySource } as const;
/** As the CLIs write that 42 % are used. */
const VALUES = { claude: /42%\s*used/, codex: /58% left/ } as const;

/** From the moment at which the value stands on the screen until the snapshot is handed over, the CLI being gone. */
export async function screenDelay(agent: 'claude' | 'codex', { env, folder }: BenchWorld): Promise<number> {
  // A second screen sees the same bytes, and when the value comes.
  const screen = await openScreen(() => {});
  let shownMs: number | null = null;
  const source = SOURCES[agent]({
    folder,
    clock: systemClock,
    observer: {
      onData: (bytes) => {
        void screen.draw(bytes).then(() => {
          if (shownMs === null && VALUES[agent].test(screen.frame().text)) shownMs = performance.now();
        });
      },
    },
  });
  const account = { agent, configDir: null, id: `${agent}:default` };
  const reading = await source.read(account, { env, signal: AbortSignal.timeout(60_000) });
  const readMs = performance.now();
  screen.close();
  if (!reading.ok) throw new Error(`${agent}: ${reading.problem.code}: ${reading.problem.detail}`);
  if (shownMs === null) throw new Error(`${agent}: the value was not seen on the screen`);
  return readMs - shownMs;
}
