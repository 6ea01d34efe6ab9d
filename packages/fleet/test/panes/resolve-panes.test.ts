import fc from 'fast-check';
import { expect, test } from 'vitest';
import { ancestry } from '../../src/panes/ancestry.ts';
import { resolvePanes, socketOf } from '../../src/panes/resolve-panes.ts';
import { parsePanes } from '../../src/panes/tmux.ts';

interface Line {
  readonly pane: number;
  readonly pid: number;
  readonly session?: string;
  readonly title?: string;
  readonly attached?: number;
  readonly dead?: number;
}

/** As tmux 3.3a prints it for the format of `listPanes` (2026-11-21). */
function line({ pane, pid, session = 'work', title = 'host', attached = 0, dead = 0 }: Line): string {
  return `%${pane}:${pid}:${dead}:@${pane}:0:1:1:${attached}:0:999:/dev/pts/5:$0:${session}:${title}\n`;
}

/** 40 → 30 → 20 → 10 → 1. */
const parentOf = (pid: number): number | null => (pid > 10 ? pid - 10 : pid === 10 ? 1 : pid === 1 ? 0 : null);

const env = { TMUX_TMPDIR: '/nonexistent' };

function resolve(servers: Readonly<Record<string, string | null>>, pids: readonly number[]) {
  return resolvePanes({
    sockets: Object.keys(servers),
    pids,
    parentOf,
    env,
    listPanes: async (socket) => servers[socket] ?? null,
  });
}

test('a process has the pane of its nearest ancestor, itself counted', async () => {
  const servers = { a: line({ pane: 1, pid: 10 }), b: line({ pane: 7, pid: 30 }) };
  const panes = await resolve(servers, [10, 20, 30, 40]);
  expect([...panes].map(([pid, { socket, paneId }]) => [pid, socket, paneId])).toEqual([
    [10, 'a', '%1'],
    [20, 'a', '%1'],
    [30, 'b', '%7'],
    [40, 'b', '%7'],
  ]);
});

test('panes that have ended, servers that are not there and processes in no pane give no entry', async () => {
  expect(
    await resolve({ a: line({ pane: 1, pid: 10, dead: 1 }), b: null, c: '', d: 'no server\n' }, [10, 40, 7]),
  ).toEqual(new Map());
});

test('a pane that several sessions show is given with the one that somebody looks at, else the first', async () => {
  const lines = ['x', 'y'].map((session) => line({ pane: 1, pid: 10, session }));
  const seen = line({ pane: 1, pid: 10, session: 'z', attached: 2 });
  expect((await resolve({ a: lines.join('') }, [10])).get(10)).toMatchObject({ session: 'x', attached: false });
  expect((await resolve({ a: lines.join(seen) }, [10])).get(10)).toMatchObject({ session: 'z', attached: true });
});

test('each server is asked once, in order, however often and by whichever name it is given', async () => {
  const asked: string[] = [];
  const listPanes = async (socket: string): Promise<null> => {
    asked.push(socket);
    return null;
  };
  const folder = `/tmp/tmux-${process.getuid?.()}`;
  const hint = (TMUX: string): Readonly<Record<string, string>> => ({ TMUX, TMUX_PANE: '%1' });
  const hints = new Map([
    [10, hint(`${folder}/fleet,12,0`)],
    [20, hint('/run/other, with a comma,12,0')],
    [30, hint('/run/other, with a comma,99,3')],
    [40, hint('garbage')],
  ]);
  const sockets = ['fleet', `${folder}/x`, 'x', `${folder}/fleet`, 'fleet'];
  await resolvePanes({ sockets, pids: [10, 20, 30, 40], parentOf, hints, listPanes, env });
  expect(asked).toEqual(['fleet', `${folder}/x`, '/run/other, with a comma']);
});

test('no server is asked for no process', async () => {
  const listPanes = (): never => {
    throw new Error('asked');
  };
  expect(await resolvePanes({ sockets: ['a'], pids: [], parentOf, listPanes })).toEqual(new Map());
});

test('an inherited TMUX_PANE proves nothing: the pane of another process does not become the own one', async () => {
  const options = { sockets: ['/s'], pids: [40], parentOf, env };
  const hints = new Map([[40, { TMUX: '/s,999,0', TMUX_PANE: '%1' }]]);
  const stale = await resolvePanes({ ...options, hints, listPanes: async () => line({ pane: 1, pid: 77 }) });
  expect(stale).toEqual(new Map());
  const both = line({ pane: 1, pid: 77 }) + line({ pane: 2, pid: 20 });
  const own = await resolvePanes({ ...options, hints, listPanes: async () => both });
  expect(own.get(40)).toMatchObject({ paneId: '%2' });
});

test('TMUX names its socket before the last two numbers', () => {
  expect(socketOf('/tmp/tmux-0/default,123,0')).toBe('/tmp/tmux-0/default');
  expect(socketOf('/tmp/a,1,2,123,0')).toBe('/tmp/a,1,2');
  expect(['', 'x,1,2', '/tmp/a', '/tmp/a,1', undefined].map((one) => socketOf(one))).toEqual(Array(5).fill(null));
});

test('parents that go in a circle, and chains without an end, end the search', () => {
  expect(ancestry(1, (pid) => (pid % 3) + 1)).toEqual([1, 2, 3]);
  expect(ancestry(5, () => 5)).toEqual([5]);
  expect(ancestry(1, (pid) => pid + 1)).toHaveLength(64);
  expect(ancestry(5, () => 0)).toEqual([5]);
  expect(ancestry(5, () => null)).toEqual([5]);
});

test('whatever a title holds, the pane is read', () => {
  const title = fc.string({ unit: 'grapheme' }).filter((text) => !/[\0-\u001f\u007f-\u009f]/.test(text));
  fc.assert(
    fc.property(fc.array(title), (titles) => {
      const output = titles.map((one, pane) => line({ pane, pid: 5, title: one })).join('');
      expect(parsePanes(output).map((row) => row.title)).toEqual(titles);
    }),
    { examples: [[['\u2028']]] },
  );
});

test('lines that are no panes are left out, whatever they are', () => {
  expect(parsePanes('no server running on /tmp/x\n\n%1:2\n')).toEqual([]);
  fc.assert(fc.property(fc.string(), (text) => Array.isArray(parsePanes(text))));
});
