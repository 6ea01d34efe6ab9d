import { AGENTS, type AccountLogin, type QuotaReading, type QuotaSource } from '@ccx/contracts';
import { type Fields, fieldsOf, parseFields, textOf } from '../fields.ts';
import { type Answered, askProcess } from '../process/ask-process.ts';
import { cliMissing, findCli } from '../process/find-cli.ts';
import { probeEnv } from '../process/probe-env.ts';
import { problem } from '../problem.ts';
import { PROBE_TIMEOUT_MS, type SourceOptions } from '../source-options.ts';
import { appServerProblem } from './app-server-problem.ts';
import { parseCodexRateLimits } from './rate-limits.ts';

const INITIALIZE = 1;
const ACCOUNT = 2;
const LIMITS = 3;

const HELLO = {
  id: INITIALIZE,
  method: 'initialize',
  params: { clientInfo: { name: 'ccx', title: 'ccx', version: '0' }, capabilities: null },
};
/** Nothing may be asked before the server has answered the greeting. */
const QUESTIONS: readonly object[] = [
  { method: 'initialized' },
  { id: ACCOUNT, method: 'account/read', params: {} },
  { id: LIMITS, method: 'account/rateLimits/read', params: { excludeResetCreditDetails: true } },
];

/**
 * Asks `codex app-server` over stdio (0.169.0): exact numbers, no turn, no screen. It makes one request of the usage
 * endpoint, and half a second is enough for it. A login that is about to end is renewed by Codex itself, which writes
 * it down; ccx touches none.
 */
export function codexRpcSource({ folder, clock, command, timeoutMs = PROBE_TIMEOUT_MS }: SourceOptions): QuotaSource {
  return {
    id: 'rpc',
    agent: 'codex',
    cost: { process: true, usageEndpoint: true, mayOpenWindow: false },
    async read(account, { env, signal }): Promise<QuotaReading> {
      const cli = command ?? (await findCli('codex', env));
      if (cli === null) return cliMissing('codex', clock.now());
      const probe = probeEnv(account, env);
      const answered = await askProcess({
        file: cli.file,
        args: [...cli.args, 'app-server'],
        env: probe.env,
        cwd: folder,
        input: linesOf([HELLO]),
        talk: (line, write) => {
          if (parseFields(line)?.['id'] === INITIALIZE) write(linesOf(QUESTIONS));
        },
        isWhole: (lines) => answerTo(LIMITS, lines) !== null && answerTo(ACCOUNT, lines) !== null,
        timeoutMs,
        signal,
      });
      const now = clock.now();
      const limits = answerTo(LIMITS, answered.lines);
      if (limits === null) return unanswered(answered, now);
      const error = fieldsOf(limits['error']);
      if (error !== null) return appServerProblem(error, now, probe.hadKey);
      return parseCodexRateLimits(limits['result'], {
        account,
        now,
        source: 'rpc',
        cliVersion: versionIn(resultOf(INITIALIZE, answered.lines)),
        login: loginIn(resultOf(ACCOUNT, answered.lines)),
      });
    },
  };
}

function unanswered({ end, stderr, lines, exitCode }: Answered, now: string): QuotaReading {
  if (end === 'timeout') return problem('timeout', 'Codex did not answer in time.', now);
  if (end === 'too-large') return problem('output-too-large', 'Codex said more than can be an answer.', now);
  const refused = fieldsOf(answerTo(INITIALIZE, lines)?.['error']);
  if (refused !== null) return appServerProblem(refused, now);
  if (/\bunrecognized subcommand\b/.test(stderr)) {
    return problem('cli-too-old', `This ${AGENTS.codex.title} has no app-server.`, now);
  }
  return problem('form-unknown', `Codex ended (${exitCode ?? 'not started'}) without an answer. ${stderr}`, now);
}

/** The line that answers a request; notifications, which nobody asked for, stand between them. */
function answerTo(id: number, lines: readonly string[]): Fields | null {
  for (const line of lines) {
    const message = parseFields(line);
    if (message?.['id'] === id && ('result' in message || 'error' in message)) return message;
  }
  return null;
}

function resultOf(id: number, lines: readonly string[]): Fields | null {
  return fieldsOf(answerTo(id, lines)?.['result']);
}

/** `ccx/0.169.0 (Debian 12.0.0; x86_64) xterm-256color (ccx; 0)`. */
function versionIn(greeting: Fields | null): string | null {
  return /^[^/\s]+\/(\d\S*)/.exec(textOf(greeting?.['userAgent']) ?? '')?.[1] ?? null;
}

function loginIn(answer: Fields | null): AccountLogin | null {
  const who = fieldsOf(answer?.['account']);
  const email = textOf(who?.['email']);
  const organization = textOf(who?.['workspaceName']);
  const accountUuid = textOf(fieldsOf(answer?.['workspaceRouting'])?.['chatgptAccountId']);
  return email === null && organization === null && accountUuid === null ? null : { accountUuid, email, organization };
}

function linesOf(messages: readonly object[]): string {
  return messages.map((message) => `${JSON.stringify(message)}\n`).join('');
}
