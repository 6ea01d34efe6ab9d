import { isAgentKind, type EventParser } from '@ccx/contracts';

/** A reader of the output that an account's agent writes; `null` for an agent that nobody can read. */
export async function logParser(accountId: string): Promise<EventParser | null> {
  const [agent = ''] = accountId.split(':');
  if (!isAgentKind(agent)) return null;
  const { dialects } = await import('@ccx/stream-json');
  return dialects[agent]?.parser() ?? null;
}
