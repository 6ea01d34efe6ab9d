import { type Clock, createRedactor, type Env, type WorkHandler, type WorkOutcome } from '@ccx/contracts';
import { guard } from './guard.ts';
import { defined } from './prompt-payload.ts';
import { runShell, type ShellEnd } from './shell.ts';

/** A shell step between prompts. */
export interface CommandPayload {
  readonly command: string;
  /** Absolute path. */
  readonly cwd: string;
  /** @default 2 hours */
  readonly timeoutMs?: number;
  /** Set over the environment of the worker. */
  readonly env?: Readonly<Record<string, string>>;
}

export interface CommandHandlerOptions {
  readonly clock: Clock;
  /** The environment of commands. */
  readonly env: Env;
}

const TWO_HOURS_MS = 2 * 3_600_000;
const KEEP_BYTES = 64 * 1024;

/**
 * The handler of type `command`: `sh -c` in a folder, without an agent. Its exit code decides: 0 is done, anything else
 * a failed try.
 *
 * @example
 * createManager({ ..., handlers: [createCommandHandler({ clock, env: process.env })] });
 */
export function createCommandHandler({ clock, env }: CommandHandlerOptions): WorkHandler<CommandPayload> {
  const redact = createRedactor();
  return {
    type: 'command',
    agentless: true,
    parse: parseCommand,
    prepare: async () => ({ skipAgent: null }),
    async finish({ command, cwd, timeoutMs = TWO_HOURS_MS, env: own }, _end, _item, about) {
      const signal = about?.signal ?? new AbortController().signal;
      let end: ShellEnd;
      try {
        end = await runShell({
          command,
          cwd,
          env: { ...env, ...own },
          timeoutMs,
          keepBytes: KEEP_BYTES,
          clock,
          signal,
        });
      } catch (error) {
        const what = error instanceof Error ? error.message : String(error);
        return { is: 'dead', reason: `it could not be started in ${cwd}: ${what}` };
      }
      return outcomeOf({ ...end, output: redact(end.output) }, timeoutMs);
    },
  };
}

/** @throws {CcxError} `invalid_argument`, naming the field */
export function parseCommand(payload: unknown): CommandPayload {
  const given = guard('command', payload, ['command', 'cwd', 'timeoutMs', 'env']);
  return defined({
    command: given.text('command'),
    cwd: given.path('cwd'),
    timeoutMs: given.optionalNumber('timeoutMs', 1),
    env: given.optionalMap('env'),
  });
}

function outcomeOf({ by, exitCode, signal, output }: ShellEnd, timeoutMs: number): WorkOutcome {
  if (by === 'abort') return { is: 'retry', reason: 'it was ended' };
  const last = output.trimEnd().split('\n').at(-1)?.slice(0, 200) ?? '';
  const said = last === '' ? '' : `: ${last}`;
  if (by === 'timeout') return { is: 'retry', reason: `it took longer than ${timeoutMs / 1_000} s${said}` };
  if (exitCode === 0) return { is: 'done', result: { exitCode, output } };
  return { is: 'retry', reason: `${exitCode === null ? `ended by ${signal}` : `exit ${exitCode}`}${said}` };
}
