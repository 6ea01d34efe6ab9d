import type { Scenario } from '@ccx/fake-agents';

const DO = 'basename "$PWD" >> ../../effects';
const LOOK = `grep -qx "$(basename "$PWD")" ../../effects || ${DO}`;

/** Does its work once, in a line of its folder's name; resumed, it looks first whether that was done. */
export const SCENARIO: Scenario = {
  login: 'subscription',
  turns: [DO, LOOK].map((command) => [
    // A process that ends only where somebody ends it.
    { grandchild: { setsid: true, lives: '30m' } },
    { tool: 'Bash', input: { command }, effect: true, takes: '200ms' },
    { wait: '200ms' },
    { text: 'It is done.' },
  ]),
};
