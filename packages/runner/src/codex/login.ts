import type { LoginCommand } from '../agent-adapter.ts';

/**
 * `codex login status` (0.169.0): a line on stderr, exit 1 when nobody is logged in, about 0.2 s. It looks at the file
 * and proves no token. Lines are compared from their beginning, for "Not logged in" contains "logged in".
 */
export const codexLogin: LoginCommand = {
  args: ['login', 'status'],
  read: ({ stdout, stderr }) => {
    for (const line of `${stderr}\n${stdout}`.split('\n').map((text) => text.trim())) {
      if (/^not logged in\b/i.test(line)) return { auth: 'login-needed', billing: null, detail: 'Not logged in.' };
      if (/^api key configured\b/i.test(line)) return { auth: 'api-key', billing: 'api', detail: 'Uses an API key.' };
      const method = /^logged in using (.+)$/i.exec(line)?.[1];
      if (method === undefined) continue;
      if (/api key/i.test(method)) return { auth: 'api-key', billing: 'api', detail: 'Uses an API key.' };
      const billing = /chatgpt/i.test(method) ? 'subscription' : null;
      return { auth: 'ok', billing, detail: `Logged in using ${method}.` };
    }
    return null;
  },
};
