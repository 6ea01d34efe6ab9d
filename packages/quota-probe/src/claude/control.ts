import type { QuotaSource } from '@ccx/contracts';
import { fieldsOf, parseFields, textOf, type Fields } from '../fields.ts';
import { askProcess } from '../process/ask-process.ts';
import { cliMissing, findCli } from '../process/find-cli.ts';
import { probeEnv } from '../process/probe-env.ts';
import { problem } from '../problem.ts';
import { PROBE_TIMEOUT_MS, type SourceOptions } from '../source-options.ts';
import { parseClaudeUsageControl } from './control-answer.ts';
import { HEADLESS_ARGS, unanswered } from './headless.ts';

const ARGS: readonly string[] = [
  '-p',
  '--input-format',
  'stream-json',
  '--output-format',
  'stream-json',
  '--verbose',
  ...HEADLESS_ARGS,
];

/** What is asked, by the id of the request. */
const REQUESTS: Readonly<Record<string, object>> = {
  usage: { subtype: 'get_usage', skip_behaviors: true },
  status: { subtype: 'get_status' },
  version: { subtype: 'get_binary_version' },
};

/**
 * Asks a running Claude Code by control requests: exact numbers, no turn, no screen. It makes one request of the usage
 * endpoint, and half a second is enough for it.
 */
export function claudeControlSource({
  folder,
  clock,
  command,
  timeoutMs = PROBE_TIMEOUT_MS,
}: SourceOptions): QuotaSource {
  return {
    id: 'control',
    agent: 'claude',
    cost: { process: true, usageEndpoint: true, mayOpenWindow: false },
    async read(account, { env, signal }) {
      const cli = command ?? (await findCli('claude', env));
      if (cli === null) return cliMissing('claude', clock.now());
      const probe = probeEnv(account, env);
      const input = Object.entries(REQUESTS).map(([id, request]) =>
        JSON.stringify({ type: 'control_request', request_id: id, request }),
      );
      const answered = await askProcess({
        file: cli.file,
        args: [...cli.args, ...ARGS],
        env: probe.env,
        cwd: folder,
        input: `${input.join('\n')}\n`,
        isWhole: (lines) => Object.keys(REQUESTS).every((id) => answerTo(id, lines) !== null),
        timeoutMs,
        signal,
      });
      const now = clock.now();
      const usage = answerTo('usage', answered.lines);
      if (usage === null) return unanswered(answered, now);
      if (usage['subtype'] !== 'success') {
        const words = textOf(usage['error']) ?? 'without a reason';
        const code = /unsupported/i.test(words) ? 'cli-too-old' : 'form-unknown';
        return problem(code, `Claude Code refuses get_usage: ${words}`, now);
      }
      return parseClaudeUsageControl(usage['response'], {
        account,
        now,
        cliVersion: textOf(responseTo('version', answered.lines)?.['version']),
        status: rowsOf(responseTo('status', answered.lines)),
        hadKey: probe.hadKey,
        setupToken: (probe.env['CLAUDE_CODE_OAUTH_TOKEN'] ?? '') !== '',
      });
    },
  };
}

/** The `response` member of the line that answers a request. */
function answerTo(id: string, lines: readonly string[]): Fields | null {
  for (const line of lines) {
    if (!line.includes('control_response')) continue;
    const response = fieldsOf(parseFields(line)?.['response']);
    if (response?.['request_id'] === id) return response;
  }
  return null;
}

function responseTo(id: string, lines: readonly string[]): Fields | null {
  return fieldsOf(answerTo(id, lines)?.['response']);
}

function rowsOf(status: Fields | null): Readonly<Record<string, string>> {
  const sections = Array.isArray(status?.['sections']) ? status['sections'].map(fieldsOf) : [];
  const rows = sections.flatMap((section) => (Array.isArray(section?.['rows']) ? section['rows'].map(fieldsOf) : []));
  return Object.fromEntries(
    rows.flatMap((row) => {
      const [label, value] = [textOf(row?.['label']), textOf(row?.['value'])];
      return label === null || value === null ? [] : [[label, value]];
    }),
  );
}
