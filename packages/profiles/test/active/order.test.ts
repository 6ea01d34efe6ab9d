import { mkdir, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { AGENT_KINDS, AGENTS, type AgentKind } from '@ccx/contracts';
import { createTempHome, type TempHome } from '@ccx/testkit';
import fc from 'fast-check';
import { afterAll, beforeAll, expect, it } from 'vitest';
import type { PinRule } from '../../src/active-choice.ts';
import { findActive } from '../../src/active/find-active.ts';
import { memoryBook, profile } from '../support/memory-book.ts';

/** The strongest first. */
const ORDER = ['flag', 'variable', 'file', 'binding', 'shell', 'config-dir'] as const satisfies readonly PinRule[];

/** For each rule and agent an account of its own, so that it shows which rule a pin came from. */
const PROFILES = ORDER.flatMap((rule) =>
  AGENT_KINDS.map((agent) => profile(`${rule}-${agent}`, agent, placeOf(rule, agent))),
);

function placeOf(rule: PinRule, agent: AgentKind): string {
  return join('/homes', rule, agent, AGENTS[agent].configDirBelowVariable);
}

let world: TempHome;
let folder: string;

beforeAll(async () => {
  world = await createTempHome();
  folder = join(world.home, 'shop', 'src');
  await mkdir(folder, { recursive: true });
});
afterAll(() => world.remove());

/** Whom each rule names; empty where it is not set. */
type Setting = Readonly<Record<PinRule, readonly AgentKind[]>>;

async function ask(setting: Setting, agent: AgentKind | null) {
  const namesOf = (rule: PinRule) => setting[rule].map((kind) => `${rule}-${kind}`);
  const file = join(world.home, 'shop', '.ccx-profile');
  if (setting.file.length > 0) await writeFile(file, namesOf('file').join('\n'));
  else await rm(file, { force: true });
  const variables = setting['config-dir'].map((kind) => [AGENTS[kind].configVariable, join('/homes/config-dir', kind)]);
  const env = {
    ...Object.fromEntries(variables),
    CCX_PROFILE: namesOf('variable').join(','),
    CCX_ACTIVE_PROFILE: namesOf('shell').join(','),
  };
  const bindings = setting.binding.length > 0 ? [{ folder: world.home, profiles: namesOf('binding') }] : [];
  const flag = setting.flag.length > 0 ? namesOf('flag') : null;
  return findActive({ agent, flag, cwd: folder }, { book: memoryBook(PROFILES, bindings), env, home: world.home });
}

it('the strongest rule that names an account of the asked agent wins, with those accounts only, and all rules are told', async () => {
  const named = fc.shuffledSubarray([...AGENT_KINDS]);
  const setting = fc.record({
    flag: named,
    variable: named,
    file: named,
    binding: named,
    shell: named,
    'config-dir': fc.subarray([...AGENT_KINDS]),
  });
  await fc.assert(
    fc.asyncProperty(setting, fc.constantFrom(null, ...AGENT_KINDS), async (set, agent) => {
      const { pin, findings } = await ask(set, agent);
      const means = (rule: PinRule) => set[rule].filter((kind) => agent === null || kind === agent);
      const winner = ORDER.find((rule) => means(rule).length > 0) ?? null;

      expect(pin?.rule ?? null).toBe(winner);
      expect(pin?.accounts.map((one) => one.profile?.name) ?? null).toEqual(
        winner && means(winner).map((kind) => `${winner}-${kind}`),
      );
      expect(findings.map(({ rule }) => rule)).toEqual(ORDER);
      for (const { rule, says, outcome } of findings) {
        // The agents' own variables are asked only for the agent that is asked for.
        const asked = rule === 'config-dir' ? means(rule) : set[rule];
        expect(says === null).toBe(asked.length === 0);
        const expected = asked.length === 0 ? 'silent' : means(rule).length === 0 ? 'other-agent' : 'outranked';
        expect(outcome).toBe(rule === winner ? 'won' : expected);
      }
    }),
    { numRuns: 100 },
  );
});
