import type { Line } from '../../claude/line.ts';
import { fileCounters } from '../../scenario/counters.ts';
import type { Machine } from '../../machine/machine.ts';
import type { Scenario } from '../../scenario/scenario.ts';
import { codexHome, findAccount, type CodexAccount } from '../account.ts';
import { threadId } from '../ids.ts';
import type { Sandbox } from '../options.ts';
import { rateLimits } from '../rate-limits.ts';
import { Rollout, rolloutPath } from '../rollout.ts';
import type { Sink } from '../sink.ts';
import { DEFAULT_MODEL, Thread } from '../thread.ts';
import { NO_TOKENS, type CodexTokens } from '../tokens.ts';
import { answer } from '../turn.ts';
import type { Status } from './status-card.ts';

/** How the screen was started. */
export interface ScreenStart {
  readonly machine: Machine;
  readonly scenario: Scenario;
  readonly version: string;
  readonly cwd: string;
  readonly model: string | null;
  readonly sandbox: Sandbox;
  /** Without `--no-daemon`: the real one starts a background server, this one only looks so. */
  readonly daemon: boolean;
}

const DISCONNECTED = [
  'Disconnected from this task. Any running work continues.',
  'To reconnect, run:',
  '  codex resume ID',
  'Stop the current turn: run codex agents, select this task, and press x.',
];

/** The one thread behind a screen. */
export class Session {
  readonly machine: Machine;
  readonly version: string;
  readonly cwd: string;
  readonly model: string;
  readonly daemon: boolean;
  readonly sandbox: Sandbox;
  readonly account: CodexAccount;
  /** The folder as people write it. */
  readonly folder: string;
  readonly id: string;
  turns = 0;
  tokens: CodexTokens = NO_TOKENS;
  #scenario: Scenario;
  #rollout: Rollout;

  constructor({ machine, scenario, version, cwd, model, sandbox, daemon }: ScreenStart) {
    this.daemon = daemon;
    this.machine = machine;
    this.version = version;
    this.cwd = cwd;
    this.model = model ?? scenario.model ?? DEFAULT_MODEL;
    this.account = findAccount(machine, scenario);
    this.folder =
      cwd === machine.home || cwd.startsWith(`${machine.home}/`) ? `~${cwd.slice(machine.home.length)}` : cwd;
    this.id = threadId(machine.nowMs());
    this.#scenario = scenario;
    this.sandbox = sandbox;
    const path = rolloutPath(codexHome(machine), this.id, machine.nowMs());
    this.#rollout = new Rollout(path, 0, () => machine.nowMs());
  }

  status(limits: readonly Line[] | null): Status {
    const { version, model, folder, account, id, tokens, machine, daemon } = this;
    return {
      version,
      model,
      folder,
      sandbox: this.sandbox,
      account,
      threadId: id,
      tokens,
      limits,
      nowMs: machine.nowMs(),
      daemon,
    };
  }

  /** `null` where the vendor tells nothing: without a ChatGPT login, or when it fails. */
  async readLimits(): Promise<readonly Line[] | null> {
    const { quota } = this.#scenario;
    if (this.account.is !== 'chatgpt' || this.account.expired || quota?.fails !== undefined) return null;
    if (quota?.delay !== undefined) await this.machine.sleep(quota.delay);
    return rateLimits(quota, this.machine.nowMs());
  }

  /** Plays one turn to its end. */
  async ask(prompt: string, { sink, signal }: { readonly sink: Sink; readonly signal: AbortSignal }): Promise<void> {
    const { machine, id, turns, cwd, model, version } = this;
    const thread = new Thread(
      {
        id,
        turnId: threadId(machine.nowMs()),
        turns,
        prompt,
        cwd,
        model,
        sandbox: this.sandbox,
        schema: null,
        version,
        origin: { originator: 'codex-tui', source: 'cli' },
        machine,
        scenario: this.#scenario,
        rollout: this.#rollout,
        sink,
        counters: fileCounters(codexHome(machine)),
        signal,
      },
      this.tokens,
    );
    await answer(thread);
    this.turns += 1;
    this.tokens = thread.tokens;
  }

  /** What stands on the terminal when the screen is gone. */
  farewell(): readonly string[] {
    const { turns, id, daemon } = this;
    if (daemon) return DISCONNECTED.map((line) => line.replace('ID', id));
    const { input, cached, output, reasoning } = this.tokens;
    if (turns === 0) return [`Session ID: ${id}`];
    const fresh = input - cached;
    const count = (tokens: number): string => tokens.toLocaleString('en-US');
    const used = `total=${count(fresh + output)} input=${count(fresh)} (+ ${count(cached)} cached) output=${count(output)}`;
    const usage =
      input === 0 ? [] : [`Token usage: ${used}${reasoning === 0 ? '' : ` (reasoning ${count(reasoning)})`}`];
    return [...usage, 'To continue this session, run:', `  codex resume ${id}`];
  }
}
