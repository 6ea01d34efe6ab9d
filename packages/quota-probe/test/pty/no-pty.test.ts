import { expect, test, vi } from 'vitest';
import { claudePtySource } from '../../src/claude/pty.ts';
import { program, screenWorld } from './under-test.ts';

vi.mock('@lydell/node-pty', () => {
  throw new Error("Cannot find module '@lydell/node-pty-linux-riscv64/pty.node'");
});

test('A machine without the addon of the terminal loses this source, and nothing else', async () => {
  const { source, account, env } = await screenWorld({ agent: 'claude', make: claudePtySource, command: program('') });
  const reading = await source.read(account, { env, signal: new AbortController().signal });
  expect(reading).toMatchObject({ ok: false, problem: { code: 'unsupported' } });
  expect(reading.ok ? '' : reading.problem.detail).toMatch(
    `No pseudo-terminal on ${process.platform}-${process.arch}: `,
  );
});
