import fc from 'fast-check';
import { expect, test } from 'vitest';
import { CLAUDE_SCREEN } from '../../src/claude/screen.ts';
import { CODEX_SCREEN } from '../../src/codex/screen.ts';
import { GEMINI_SCREEN } from '../../src/gemini/screen.ts';
import type { Frame } from '../../src/pty/rendered-screen.ts';
import type { ScreenAgent } from '../../src/pty/screen-agent.ts';
import { frameOf, recorded } from './frames.ts';
import { readingOf, TalkTime } from './talk-time.ts';

const SCREENS: readonly (readonly [ScreenAgent, readonly string[]])[] = [
  [
    CLAUDE_SCREEN,
    ['theme', 'api-key', 'login', 'trust', 'bypass', 'auto-mode', 'fullscreen', 'ready', 'typed', 'usage'],
  ],
  [CODEX_SCREEN, ['sign-in', 'trust', 'ready', 'starting', 'status']],
  [GEMINI_SCREEN, ['trust', 'first-run', 'ready', 'model']],
];

/** Rows of two recorded screens, cut anywhere and put together. */
function pieces(agent: string, names: readonly string[]): fc.Arbitrary<Frame> {
  const name = fc.constantFrom(...names);
  return fc.tuple(name, name, fc.nat(50), fc.nat(50), fc.nat(130)).map(([one, other, from, to, width]) => {
    const [above, below] = [
      recorded(`${agent}/${one}`).rows.slice(0, to),
      recorded(`${agent}/${other}`).rows.slice(from),
    ];
    return frameOf([...above, ...below].map((row) => row.slice(0, width)).join('\n'));
  });
}

test.for(SCREENS.map(([agent, names]) => ({ name: agent.agent, agent, names })))(
  'Whatever stands on the screen of $name, outside of ccx its answers accept nothing',
  ({ agent, names }) => {
    fc.assert(
      fc.property(fc.array(pieces(agent.agent, names), { minLength: 1, maxLength: 6 }), (frames) => {
        const time = new TalkTime({ agent, parse: () => readingOf('no-limit-rows') });
        for (const frame of frames) {
          for (const key of time.keys(frame, 700)) {
            // Enter goes to the command alone, and that is read where it was typed.
            if (key === '\r') expect(agent.prompt(frame.rows)?.text.trim()).toBe(agent.command);
            else expect(['\u001B', agent.command]).toContain(key);
          }
        }
      }),
      { numRuns: 150 },
    );
  },
);
