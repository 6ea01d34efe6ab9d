import { createTerminal } from '../../src/render/terminal.ts';
import { showFleetScreen } from '../../src/fleet-screen/show-fleet-screen.ts';
import { FOUR, member, NOW, state } from '../fleet-view/members.ts';

// The screen as a process of its own, over agents that do not exist. The first argument says how many of them there
// are, the second what happens when one is brought to the front.
const [count = '4', breaks = ''] = process.argv.slice(2);
const many = Array.from({ length: Number(count) - 4 }, (_, at) => member(100 + at, { state: state('idle') }));
const stopping = new AbortController();
for (const signal of ['SIGTERM', 'SIGHUP'] as const) {
  if (breaks !== 'deaf') process.on(signal, () => stopping.abort(new Error(signal)));
}

let broken = (): void => {};
async function* updates(): AsyncGenerator<{ readonly members: typeof FOUR }> {
  yield { members: [...FOUR, ...many] };
  await new Promise((resolve, reject) => {
    stopping.signal.addEventListener('abort', resolve);
    broken = () => reject(new Error('the fleet broke'));
  });
}

process.stdout.write('before\n');
try {
  await showFleetScreen({
    updates: updates(),
    actions: {
      focus: async ({ name }) => {
        if (breaks === 'throws')
          setTimeout(() => {
            throw new Error('thrown where nobody catches it');
          });
        if (breaks === 'breaks') broken();
        return `${name} is in front`;
      },
      send: async ({ name }, text, force) => `${name} was told "${text}"${force ? ' although it works' : ''}`,
      stop: async () => {
        throw new Error('it does not listen');
      },
      messages: ({ name }) => [{ by: 'person', text: `hello ${name}`, at: NOW }],
    },
    nameOf: ({ agent }) => agent,
    terminal: createTerminal({ env: process.env, stdout: process.stdout, stderr: process.stderr, argv: [] }),
    signal: stopping.signal,
    clock: { now: () => NOW },
  });
  process.stdout.write('after\n');
} catch (error) {
  process.stdout.write(`failed: ${String(error)}\n`);
}
