import type { Machine } from '../machine/machine.ts';
import type { Scenario, SignalName } from '../scenario/scenario.ts';
import type { Conversation } from './conversation.ts';
import { ACCEPTED } from './task.ts';
import { failed } from './tool-effect.ts';
import { toolResult } from './tools.ts';

/** Reacts to signals as the CLI does. `talk` is null until the conversation stands. */
export function installSignals(machine: Machine, { ignores = [] }: Scenario, talk: () => Conversation | null): void {
  const on = (name: SignalName, react: () => void): void => {
    process.on(name, ignores.includes(name) ? () => {} : react);
  };
  let interrupts = 0;
  on('SIGINT', () => {
    interrupts += 1;
    const running = talk();
    if (running === null || interrupts > 1) void machine.exit(130);
    else running.turn.stop();
  });
  on('SIGTERM', () => void terminate(machine, talk()));
  on('SIGHUP', () => void machine.exit(129));
}

/** No result line. Observed: a tool under way still gets one result. */
async function terminate(machine: Machine, talk: Conversation | null): Promise<void> {
  const tool = talk?.session.openTool ?? null;
  if (talk !== null && tool !== null && tool.parent === null) {
    talk.session.openTool = null;
    await toolResult(talk, tool.id, failed('Exit code 137'), ACCEPTED);
  }
  await machine.exit(143);
}
