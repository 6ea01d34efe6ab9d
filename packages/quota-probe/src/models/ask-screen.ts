import { AGENTS, CcxError, type Env, type QuotaReading } from '@ccx/contracts';
import { problem } from '../problem.ts';
import { driveScreen } from '../pty/drive-screen.ts';
import type { ScreenAgent } from '../pty/screen-agent.ts';
import { NoStage } from '../pty/stage.ts';
import type { FoundModels, ModelsAnswer, ModelsQuestion } from './found-models.ts';

/** One agent's screen on which a person chooses a model. */
export interface ModelScreen {
  readonly screen: ScreenAgent;
  readonly parse: (text: string) => FoundModels | null;
  readonly args: readonly string[];
  /** Added to the environment. */
  readonly env: Env;
}

/** Looks at the list that a person would choose from; nothing is chosen. */
export async function askModelScreen(
  { screen, parse, args, env }: ModelScreen,
  { account, cli, env: base, folder, own, clock, timeoutMs, signal }: ModelsQuestion,
): Promise<ModelsAnswer> {
  const { title } = AGENTS[account.agent];
  let found: FoundModels | null = null;
  // A screen is driven until it means something, and what it means for a quota is nothing.
  const read = (text: string): QuotaReading => {
    found = parse(text);
    if (found === null) return problem('loading', 'No model is shown yet.', clock.now());
    const snapshot = { schemaVersion: 1, account, cliVersion: null, windows: [], plan: null, login: null } as const;
    return { ok: true, snapshot };
  };
  try {
    const { standing, phase } = await driveScreen({
      agent: screen,
      file: cli.file,
      args: [...cli.args, ...args],
      env: { ...base, PWD: folder, TERM: 'xterm-256color', ...env },
      cwd: folder,
      mayTrust: own,
      parse: read,
      clock,
      timeoutMs,
      signal,
    });
    if (found !== null && phase === 'complete') return { ok: true, found };
    const why = standing === null ? `got no further than "${phase}"` : `asks something first (${standing.dialog.name})`;
    return problem(
      standing?.dialog.code ?? 'form-unknown',
      `${title} shows no list of models: it ${why}.`,
      clock.now(),
    );
  } catch (error) {
    const lacks = error instanceof NoStage || CcxError.is(error, 'platform_unsupported');
    if (lacks) return problem('unsupported', error.message, clock.now());
    throw error;
  }
}
