import { expect, test, vi } from 'vitest';
import { drainOnSignal } from '../../src/commands/queue/drain-on-signal.ts';

test('Ctrl-C drains, cuts short, and leaves at once with the screen in order', () => {
  const done: string[] = [];
  const before = new Set(process.listeners('SIGINT'));
  const exit = vi.spyOn(process, 'exit').mockImplementation((code) => {
    throw new Error(`exit ${code}`);
  });
  const signals = drainOnSignal(
    (text) => done.push(text),
    () => done.push('the screen is in order'),
  );
  const [listener = (): void => {}] = process.listeners('SIGINT').filter((one) => !before.has(one));
  try {
    listener('SIGINT');
    expect([signals.drain.aborted, signals.interrupt.aborted, signals.exitCode()]).toEqual([true, false, 130]);
    listener('SIGINT');
    expect(signals.interrupt.aborted).toBe(true);
    expect(() => listener('SIGINT')).toThrow('exit 130');
    expect(done).toEqual([
      'nothing new begins; Ctrl-C again puts back what runs',
      'what runs is put back, to be resumed; Ctrl-C again leaves at once',
      'the screen is in order',
    ]);
  } finally {
    signals.stop();
    exit.mockRestore();
  }
});
