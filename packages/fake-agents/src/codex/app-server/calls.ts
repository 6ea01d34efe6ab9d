import type { Line } from '../../claude/line.ts';
import { Refusal } from './connection.ts';
import { listThreads } from './list-threads.ts';
import { METHODS } from './methods.ts';
import { listModels } from './models.ts';
import { readParams } from './params.ts';
import { readLimits } from './read-limits.ts';
import { readUsage } from './read-usage.ts';
import { initialize, type Server } from './server.ts';
import { interruptTurn, startThread, startTurn } from './threads.ts';

/** A call, with what its parameters are named in refusals. */
interface Call {
  readonly struct: string;
  readonly optional?: boolean;
  readonly answer: (server: Server, params: Line) => Line | Promise<Line>;
}

const CALLS: Readonly<Record<string, Call>> = {
  'account/read': { struct: 'GetAccountParams', answer: readAccount },
  'account/rateLimits/read': { struct: 'GetAccountRateLimitsParams', optional: true, answer: limits },
  'account/usage/read': {
    struct: 'GetAccountTokenUsageParams',
    optional: true,
    answer: ({ machine, account }) => readUsage(machine, account),
  },
  'model/list': { struct: 'ModelListParams', answer: listModels },
  getAuthStatus: { struct: 'GetAuthStatusParams', answer: authStatus },
  'thread/start': { struct: 'ThreadStartParams', answer: startThread },
  'thread/list': { struct: 'ThreadListParams', answer: listThreads },
  'turn/start': { struct: 'TurnStartParams', answer: startTurn },
  'turn/interrupt': { struct: 'TurnInterruptParams', answer: interruptTurn },
};

/** Answers one request; throws a `Refusal`. */
export function call(server: Server, message: Line): Line | Promise<Line> {
  const method = String(message['method']);
  if (method === 'initialize') return initialize(server, message);
  if (server.client === null) throw new Refusal('Not initialized');
  const known = CALLS[method];
  if (known !== undefined) {
    const { struct, optional = false, answer } = known;
    return answer(server, readParams(message, { struct, optional }));
  }
  if (METHODS.includes(method)) throw new Refusal(`fake-codex: \`${method}\` is not scripted`, -32_603);
  const names = METHODS.map((name) => `\`${name}\``).join(', ');
  throw new Refusal(`Invalid request: unknown variant \`${method}\`, expected one of ${names}`);
}

function readAccount({ account }: Server): Line {
  const { is, email, plan, accountId } = account;
  const chatgpt = is === 'chatgpt';
  const shown = chatgpt ? { type: 'chatgpt', email, planType: plan, workspaceName: null } : { type: 'apiKey' };
  const backend = { backendOrigin: 'https://chatgpt.com', accountRoutingOverride: 'NO_CONSTRAINT' };
  return {
    account: is === 'none' ? null : shown,
    userId: chatgpt ? 'user-scripted' : null,
    requiresOpenaiAuth: true,
    workspaceRouting: chatgpt ? { chatgptAccountId: accountId, ...backend } : null,
  };
}

function authStatus({ account }: Server): Line {
  const authMethod = { none: null, 'api-key': 'apikey', chatgpt: 'chatgpt' }[account.is];
  return { authMethod, authToken: null, requiresOpenaiAuth: true };
}

function limits({ machine, scenario: { quota }, account }: Server, params: Line): Line | Promise<Line> {
  const credits = params['excludeResetCreditDetails'] === true ? null : { availableCount: 0, credits: [] };
  const read = (): Line => ({ ...readLimits(quota, account, machine.nowMs()), rateLimitResetCredits: credits });
  return quota?.delay === undefined ? read() : machine.sleep(quota.delay).then(read);
}
