import type { VendorLogin } from '@ccx/contracts';
import type { AgentAdapter } from '../agent-adapter.ts';
import { type Fields, fieldsOf, parseFields } from '../record-lines.ts';
import { runBriefly } from '../run-briefly.ts';

const HELLO = 1;
const ACCOUNT = 2;

/** Observed to be answered in their order, without waiting for the first answer. */
const QUESTIONS: readonly object[] = [
  {
    id: HELLO,
    method: 'initialize',
    params: { clientInfo: { name: 'ccx', title: 'ccx', version: '0' }, capabilities: null },
  },
  { method: 'initialized' },
  { id: ACCOUNT, method: 'account/read', params: {} },
];

/**
 * Asks `codex app-server` (0.169.0, 2026-11-21: 0.3 s): it makes one request of its vendor (`wham/accounts/check`), no
 * turn, and writes its databases into the config dir. `codex login status` says only how one is logged in, and without
 * the network nobody says who. In a workspace of several people `accountUuid` is the workspace's: with `email` it is one
 * person's.
 */
export const codexWhoIs: NonNullable<AgentAdapter['whoIs']> = async (program, options) => {
  const answer = await runBriefly(program.file, [...program.args, 'app-server'], {
    ...options,
    input: {
      text: QUESTIONS.map((question) => `${JSON.stringify(question)}\n`).join(''),
      isWhole: (stdout) => answerTo(ACCOUNT, stdout) !== null,
    },
  });
  return answer === null ? null : loginIn(answer.stdout);
};

function loginIn(stdout: string): VendorLogin | null {
  const told = fieldsOf(answerTo(ACCOUNT, stdout)?.['result']);
  const account = fieldsOf(told?.['account']);
  const email = textOf(account?.['email']);
  const organization = textOf(account?.['workspaceName']);
  const accountUuid = textOf(fieldsOf(told?.['workspaceRouting'])?.['chatgptAccountId']);
  if (email === null && organization === null && accountUuid === null) return null;
  const configDir = textOf(fieldsOf(answerTo(HELLO, stdout)?.['result'])?.['codexHome']);
  return { accountUuid, email, organization, plan: textOf(account?.['planType']), configDir };
}

/** The line that answers a question; notifications stand between them. */
function answerTo(id: number, stdout: string): Fields | null {
  for (const line of stdout.split('\n')) {
    const message = parseFields(line);
    if (message?.['id'] === id && ('result' in message || 'error' in message)) return message;
  }
  return null;
}

function textOf(value: unknown): string | null {
  return typeof value === 'string' && value !== '' ? value : null;
}
