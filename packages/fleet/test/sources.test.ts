import { mkdirSync, mkdtempSync, realpathSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, isAbsolute, join } from 'node:path';
import { AGENT_KINDS, AGENTS, type AgentKind } from '@ccx/contracts';
import fc from 'fast-check';
import { describe, expect, onTestFinished, test } from 'vitest';
import { NO_MEMORY } from '../src/scan-memory.ts';
import type { FleetRoot, FleetSource, FoundSession } from '../src/source.ts';
import { FLEET_SOURCES } from '../src/sources.ts';
import { fakeView, type FakeMachine } from './fake-view.ts';

/** Where each vendor keeps what its source reads, with the name of a session's file. */
const PLACES: Readonly<Record<AgentKind, readonly string[]>> = {
  claude: ['sessions/7.json', 'projects/-work/abc.jsonl'],
  codex: [
    'sessions/2026/11/21/rollout-2026-11-21T01-00-00-01a1fba6-674c-7de0-919c-33ed659ce863.jsonl',
    'session_index.jsonl',
  ],
  gemini: ['projects.json', 'tmp/work/chats/session-2026-11-21T01-00-84fd0f12.jsonl'],
};

function openRoot(agent: AgentKind): FleetRoot {
  const home = realpathSync(mkdtempSync(join(tmpdir(), 'ccx-source-')));
  onTestFinished(() => rmSync(home, { recursive: true, force: true }));
  const folder = join(home, AGENTS[agent].configDirBelowVariable || 'config');
  mkdirSync(folder);
  return { agent, account: { agent, configDir: folder, id: `${agent}:test` }, folder };
}

/** A screen of the agent on this config dir, as the process table shows it. */
function onRoot({ agent, folder }: FleetRoot, more: object = {}): FakeMachine {
  const { configVariable, configDirBelowVariable } = AGENTS[agent];
  const value = configDirBelowVariable === '' ? folder : dirname(folder);
  const files = PLACES[agent].map((path) => join(folder, path));
  return {
    agents: [{ pid: 7, startedAt: '1000', agent, args: [] }],
    variables: { 7: { [configVariable]: value, ...more } },
    folders: { 7: '/work' },
    openFiles: { 7: files },
  };
}

function sessions(source: FleetSource, root: FleetRoot, machine: FakeMachine): readonly FoundSession[] {
  const context = { proc: fakeView(machine), nowMs: 2000, memory: NO_MEMORY, skip: () => {} };
  return source.sessions(root, context);
}

const garbage: fc.Arbitrary<string> = fc.oneof(
  fc.string({ unit: 'binary' }),
  fc.json(),
  fc.array(fc.json(), { maxLength: 5 }).map((lines) => lines.join('\n')),
  fc
    .array(
      fc.record(
        {
          type: fc.constantFrom('assistant', 'user', 'system', 'event_msg', 'response_item', 'gemini', 'session_meta'),
          timestamp: fc.oneof(fc.string(), fc.constant('2026-11-21T01:00:00.000Z'), fc.integer()),
          payload: fc.oneof(
            fc.jsonValue(),
            fc.record({ type: fc.constantFrom('task_started', 'message', 'token_count') }),
          ),
          message: fc.jsonValue(),
          content: fc.jsonValue(),
          toolCalls: fc.jsonValue(),
        },
        { requiredKeys: ['type'] },
      ),
      { maxLength: 6 },
    )
    .map((lines) => lines.map((line) => JSON.stringify(line)).join('\n')),
);

test('there is one source for each agent', () => {
  expect(FLEET_SOURCES.map(({ agent }) => agent)).toEqual(AGENT_KINDS);
});

describe.each(FLEET_SOURCES.map((source) => ({ agent: source.agent, source })))(
  'the source of $agent',
  ({ agent, source }) => {
    test('finds a screen that has left no file yet, and proves its process', () => {
      const root = openRoot(agent);
      expect(sessions(source, root, { ...onRoot(root), openFiles: {} })).toMatchObject([
        { pid: 7, startedAt: '1000', foreignDomain: null, sessionId: null, cwd: '/work' },
      ]);
    });

    test('finds nothing where nobody runs and nothing lies, and where the folder does not exist', () => {
      const root = openRoot(agent);
      expect(sessions(source, root, {})).toEqual([]);
      expect(sessions(source, { ...root, folder: '/does/not/exist' }, {})).toEqual([]);
    });

    test('leaves alone what runs on another config dir, and what ccx asks', () => {
      const [root, other] = [openRoot(agent), openRoot(agent)];
      expect(sessions(source, root, onRoot(other))).toEqual([]);
      expect(sessions(source, root, onRoot(root, { CCX_PROBE_ID: 'x' }))).toEqual([]);
    });

    test('takes a process that the CLI started once more for the same session', () => {
      const root = openRoot(agent);
      const machine = onRoot(root);
      const variables = { 6: machine.variables?.[7] ?? null, 7: machine.variables?.[7] ?? null };
      const agents = [6, 7].map((pid) => ({ pid, parent: pid - 1, startedAt: '1000', agent, args: ['x'] }));
      const found = sessions(source, root, { ...machine, agents, variables, folders: { 6: '/work', 7: '/work' } });
      expect(found).toHaveLength(1);
    });

    test('survives whatever lies in its files, and leads to no other path', () => {
      const root = openRoot(agent);
      fc.assert(
        fc.property(fc.array(garbage, { minLength: 2, maxLength: 2 }), (contents) => {
          PLACES[agent].forEach((path, at) => {
            mkdirSync(dirname(join(root.folder, path)), { recursive: true });
            writeFileSync(join(root.folder, path), contents[at] ?? '');
          });
          for (const found of sessions(source, root, onRoot(root))) {
            expect(found.sessionId ?? 'none').toMatch(/^[\w-]+$/);
            expect(found.transcriptPath === null || found.transcriptPath.startsWith(root.folder)).toBe(true);
          }
          const [, history = ''] = PLACES[agent];
          const path = join(root.folder, history);
          source.facts(path);
          source.subagents(path, 0);
          expect(source.messages(path, 3).length).toBeLessThanOrEqual(3);
        }),
      );
    });

    test('says nothing of a history that is not there', () => {
      expect(source.facts('/does/not/exist.jsonl')).toEqual({ model: null, costUsd: null, tokens: null });
      expect(source.messages('/does/not/exist.jsonl', 3)).toEqual([]);
    });

    test('names absolute paths to be watched, below its config dir', () => {
      const root = openRoot(agent);
      const watched = source.watched(root);
      expect(watched.length).toBeGreaterThan(0);
      expect(watched.every((path) => isAbsolute(path) && path.startsWith(root.folder))).toBe(true);
    });
  },
);
