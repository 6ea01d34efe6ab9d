import { guardGroup } from '../process/guard-group.ts';
import { openPty } from './pty.ts';
import { openScreen } from './rendered-screen.ts';
import type { OpenStage } from './stage.ts';

/** What is drawn after this is not looked at any more. */
export const LARGEST_OUTPUT: number = 1024 * 1024;

/** Sees every byte that goes over the terminal, with the milliseconds since its start. */
export interface PtyObserver {
  readonly onData?: (bytes: string, atMs: number) => void;
  readonly onInput?: (bytes: string, atMs: number) => void;
}

/** A pseudo-terminal with a screen of its own behind it. */
export function ptyStage({ onData, onInput }: PtyObserver = {}): OpenStage {
  return async ({ file, args, env, cwd, sinceStart }) => {
    let size = 0;
    let ended = false;
    let drawn = Promise.resolve();
    const write = (bytes: string): void => {
      if (ended) return;
      onInput?.(bytes, sinceStart());
      pty.write(bytes);
    };
    const screen = await openScreen(write);
    const pty = await openPty({
      file,
      args,
      cwd,
      env,
      onData: (bytes) => {
        size += Buffer.byteLength(bytes);
        if (size > LARGEST_OUTPUT) return;
        onData?.(bytes, sinceStart());
        drawn = screen.draw(bytes);
      },
      onExit: () => {
        ended = true;
      },
    });
    const unguard = guardGroup(pty.pid);
    return {
      pid: pty.pid,
      ended: () => ended,
      size: () => size,
      frame: async () => {
        await drawn;
        return screen.frame();
      },
      write,
      close: async () => {
        unguard();
        screen.close();
      },
    };
  };
}
