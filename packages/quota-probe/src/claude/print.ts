import type { Env, QuotaSource } from '@ccx/contracts';
import { parseFields, textOf } from '../fields.ts';
import { askProcess } from '../process/ask-process.ts';
import { cliMissing, findCli } from '../process/find-cli.ts';
import { probeEnv } from '../process/probe-env.ts';
import { PROBE_TIMEOUT_MS, type SourceOptions } from '../source-options.ts';
import { notAskable } from './control-answer.ts';
import { HEADLESS_ARGS, unanswered } from './headless.ts';
import { parseClaudeUsageText } from './usage-text.ts';

/**
 * Has Claude Code print its `/usage`: for versions that know no control request for it. No turn and no screen, but whole
 * percentages, resets in words, and one request of the usage endpoint. It exits 0 whether that could be had or not.
 */
export function claudePrintSource({
  folder,
  clock,
  command,
  timeoutMs = PROBE_TIMEOUT_MS,
}: SourceOptions): QuotaSource {
  return {
    id: 'print',
    agent: 'claude',
    cost: { process: true, usageEndpoint: true, mayOpenWindow: false },
    async read(account, { env, signal }) {
      const cli = command ?? (await findCli('claude', env));
      if (cli === null) return cliMissing('claude', clock.now());
      // Times are told in the zone of the one who asks: one that says itself which it is.
      const probe: Env = { ...probeEnv(account, env).env, TZ: 'UTC' };
      const answered = await askProcess({
        file: cli.file,
        args: [...cli.args, '-p', '/usage', '--output-format', 'json', ...HEADLESS_ARGS],
        env: probe,
        cwd: folder,
        timeoutMs,
        signal,
      });
      const now = clock.now();
      const printed = printedText(answered.lines);
      if (printed === null) return unanswered(answered, now);
      const reading = parseClaudeUsageText(printed, { account, now, timeZone: 'UTC' });
      // The text of a setup token is that of an API key and of an expired login.
      const isSetupToken =
        !reading.ok && reading.problem.code === 'no-limit-rows' && (probe['CLAUDE_CODE_OAUTH_TOKEN'] ?? '') !== '';
      return isSetupToken ? notAskable('setup token', now) : reading;
    },
  };
}

/** The text of the last result; what else is printed is no answer. */
function printedText(lines: readonly string[]): string | null {
  const results = lines.map(parseFields).filter((line) => line?.['type'] === 'result');
  return textOf(results.at(-1)?.['result']);
}
