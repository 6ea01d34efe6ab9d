import type { Conversation } from '../conversation.ts';

export async function runScreen(talk: Conversation): Promise<never> {
  return await talk.machine.exit(0);
}
