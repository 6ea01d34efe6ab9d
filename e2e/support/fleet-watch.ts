import { dirname } from 'node:path';
import type { FleetMember, FleetState } from '@ccx/contracts';
import { until } from '@ccx/testkit';
import { onTestFinished } from 'vitest';
import type { World } from './world.ts';

/** A line of `ccx fleet --watch --jsonl`. */
export interface ToldChange {
  readonly type: string;
  /** When it was told. */
  readonly at: string;
  readonly member: FleetMember;
}

/** A running `ccx fleet --watch --jsonl` of one test. */
export interface FleetWatch {
  /** Waits until a session is shown in a state with these fields, counting from what was shown last. */
  shows(state: Partial<FleetState>): Promise<FleetMember>;
  /** How long after a session had come to a state this was told, in milliseconds, of all that `shows` has waited for. */
  delays(): readonly number[];
  /** All that was told, in its order. */
  told(): readonly ToldChange[];
}

/** The machine is shared with other tests, and the fleet is that of the machine. */
export function isOfWorld({ cwd }: Pick<FleetMember, 'cwd'>, { home }: Pick<World, 'home'>): boolean {
  return cwd?.startsWith(dirname(home.cwd)) === true;
}

export async function watchFleet(
  world: Pick<World, 'home' | 'startCcx'>,
  env: Readonly<Record<string, string>>,
): Promise<FleetWatch> {
  const program = world.startCcx(['fleet', '--watch', '--jsonl', '--all'], { env });
  onTestFinished(async () => {
    program.signal('SIGTERM');
    await program.ended;
  });
  const told = (): readonly ToldChange[] =>
    program.output.stdout
      .split('\n')
      .slice(0, -1)
      .map((line): ToldChange => JSON.parse(line))
      .filter(({ member }) => isOfWorld(member, world));
  const delays: number[] = [];
  let seen = 0;
  return {
    told,
    delays: () => delays,
    async shows(state) {
      const fits = ({ member }: { readonly member: FleetMember }): boolean =>
        Object.entries(state).every(([name, value]) =>
          Object.entries(member.state).some(([key, is]) => key === name && is === value),
        );
      const found = (): number => told().findIndex((one, at) => at >= seen && fits(one));
      await until(() => found() >= 0, { what: JSON.stringify(state) }).catch((cause: unknown) => {
        const states = told().map(
          ({ type, member }) => `${type} ${member.process.pid} ${JSON.stringify(member.state)}`,
        );
        throw new Error(`not shown: ${JSON.stringify(state)}\n${states.join('\n')}`, { cause });
      });
      const at = found();
      seen = at + 1;
      const change = told()[at];
      if (change === undefined) throw new Error('nothing was told');
      const { since } = change.member.state;
      if (since !== null) delays.push(Date.parse(change.at) - Date.parse(since));
      return change.member;
    },
  };
}
