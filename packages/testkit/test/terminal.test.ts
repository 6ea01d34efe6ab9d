import { expect, test } from 'vitest';
import { startInTerminal, until } from '../src/index.ts';

const SCRIPT = `
  process.stdout.write('\\u001b[2J\\u001b[Hhello ' + process.stdout.columns);
  process.stdin.on('data', (data) => { process.stdout.write('\\r\\ngot ' + data); process.exit(7); });
`;

test('a program in a terminal sees its size, is seen as it looks, is typed to, and ends with its own code', async () => {
  const env = { PATH: process.env['PATH'] ?? '' };
  const program = await startInTerminal(process.execPath, ['-e', SCRIPT], { env, cwd: process.cwd(), columns: 60 });
  await until(() => program.screen() === 'hello 60', { what: 'the greeting' });
  program.type('work\r');
  expect(await program.ended).toEqual({ code: 7, signal: null });
  await until(() => program.screen().includes('got work'), { what: 'the echo' });
});
