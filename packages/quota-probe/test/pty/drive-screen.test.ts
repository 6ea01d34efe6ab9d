import { spawn } from 'node:child_process';
import { join } from 'node:path';
import { until } from '@ccx/testkit';
import { describe, expect, test } from 'vitest';
import { driveScreen } from '../../src/pty/drive-screen.ts';
import { GOOD_PROGRAM, livingWith, newMark, scripted } from './scripted.ts';

const IGNORES_ALL = `for (const name of ['SIGTERM', 'SIGINT', 'SIGHUP']) process.on(name, () => {});`;
/** A child in a session of its own, which no end of the terminal reaches. */
const LEAVES_A_CHILD = `require('node:child_process').spawn(process.execPath, ['-e', "${IGNORES_ALL} setInterval(() => {}, 1000)"], { detached: true, stdio: 'ignore' }).unref();`;

describe('a program on a terminal', () => {
  test('is given the command and Enter as two writes, and its answer ends the talk', async () => {
    const mark = newMark();
    const [inputs, drawn]: [string[], string[]] = [[], []];
    const observer = { onInput: (bytes: string) => inputs.push(bytes), onData: (bytes: string) => drawn.push(bytes) };
    const driven = await driveScreen(scripted({ script: GOOD_PROGRAM, mark, observer }));
    expect(driven).toMatchObject({ end: 'answered', reading: { problem: { code: 'usage-endpoint-failed' } } });
    expect(driven.frame.text).toBe('program v1.2.3\nready> /usage\nanswer: /usage');
    expect(inputs).toEqual(['/usage', '\r']);
    expect(drawn.join('')).toContain('answer: /usage');
    expect(await livingWith(mark)).toEqual([]);
  });

  test('is left by its own keys where it has some, and those after its end are not written', async () => {
    const inputs: string[] = [];
    const leaves = `${GOOD_PROGRAM} process.stdin.on('data', (chunk) => { if (String(chunk) === 'q') process.exit(0); });`;
    const observer = { onInput: (bytes: string) => inputs.push(bytes) };
    await driveScreen(scripted({ script: leaves, leave: ['q', 'never'], observer }));
    expect(inputs).toEqual(['/usage', '\r', 'q']);
  });

  test('has a terminal of 120 columns and 50 rows', async () => {
    const script = `process.stdout.write([process.stdout.columns, process.stdout.rows, process.env.TERM].join(' '));`;
    const driven = await driveScreen(scripted({ script }));
    expect(driven).toMatchObject({ end: 'ended', frame: { text: '120 50 xterm-256color' } });
  });

  test('with a dialog that never goes is given up, and the dialog is named', async () => {
    const mark = newMark();
    const script = `process.stdin.setRawMode(true); process.stdout.write('Shall we?'); setInterval(() => {}, 1000);`;
    const driven = await driveScreen(scripted({ script, mark }));
    expect(driven).toMatchObject({
      end: 'stopped',
      reading: null,
      standing: { dialog: { name: 'question' }, title: 'Shall we?' },
      phase: 'failed',
    });
    expect(await livingWith(mark)).toEqual([]);
  });

  test('that floods its screen is ended at one mebibyte', async () => {
    const mark = newMark();
    let seen = 0;
    const observer = { onData: (bytes: string) => (seen += Buffer.byteLength(bytes)) };
    const script = `const row = 'x'.repeat(4096); (function flood() { process.stdout.write(row, flood); })();`;
    expect(await driveScreen(scripted({ script, mark, observer }))).toMatchObject({ end: 'too-large', reading: null });
    expect(seen).toBeLessThanOrEqual(1024 * 1024);
    expect(await livingWith(mark)).toEqual([]);
  });

  test('that ignores every signal and leaves a child in a session of its own is gone with it', async () => {
    const mark = newMark();
    const script = `${IGNORES_ALL} ${LEAVES_A_CHILD} ${GOOD_PROGRAM}`;
    const asked = driveScreen(scripted({ script, mark }));
    await until(async () => (await livingWith(mark)).length === 2, { what: 'the program and its child' });
    expect((await asked).end).toBe('answered');
    expect(await livingWith(mark)).toEqual([]);
  });

  test('that ends early is told by what it drew last', async () => {
    const driven = await driveScreen(scripted({ script: `process.stdout.write('ready> sorry'); process.exit(3);` }));
    expect(driven).toMatchObject({ end: 'ended', reading: null, frame: { text: 'ready> sorry' } });
  });

  test('that ends at once and leaves a child behind leaves none', async () => {
    const mark = newMark();
    const driven = await driveScreen(scripted({ script: `${LEAVES_A_CHILD} process.exit(0);`, mark }));
    expect(driven).toMatchObject({ end: 'ended', frame: { text: '' } });
    expect(await livingWith(mark)).toEqual([]);
  });

  test('that never answers is given up when the time is over', async () => {
    const mark = newMark();
    const script = `process.stdin.setRawMode(true); process.stdout.write('one moment'); setInterval(() => {}, 1000);`;
    const driven = await driveScreen(scripted({ script, mark, timeoutMs: 3_000 }));
    expect(driven).toMatchObject({ end: 'timeout', phase: 'waiting', frame: { text: 'one moment' } });
    expect(await livingWith(mark)).toEqual([]);
  });

  test('that is aborted in the middle is gone when the reason comes', async () => {
    const mark = newMark();
    const aborter = new AbortController();
    const reason = new Error('enough');
    const observer = { onInput: () => aborter.abort(reason) };
    const asked = driveScreen(
      scripted({ script: `${LEAVES_A_CHILD} ${GOOD_PROGRAM}`, mark, observer, signal: aborter.signal }),
    );
    await expect(asked).rejects.toBe(reason);
    expect(await livingWith(mark)).toEqual([]);
  });

  test('is not started at all where it was aborted before', async () => {
    const mark = newMark();
    const signal = AbortSignal.abort(new Error('never'));
    await expect(driveScreen(scripted({ script: GOOD_PROGRAM, mark, signal }))).rejects.toThrow('never');
    expect(await livingWith(mark)).toEqual([]);
  });

  test('ends when whoever asks it is killed', async () => {
    const mark = newMark();
    // Its child is started when it has stopped to listen.
    const deaf = `process.on('SIGHUP', () => {}); setInterval(() => {}, 1000);`;
    const script = `${deaf} require('node:child_process').spawn(process.execPath, ['-e', ${JSON.stringify(deaf)}], { stdio: 'ignore' });`;
    const scriptedFile = JSON.stringify(join(import.meta.dirname, 'scripted.ts'));
    const driveFile = JSON.stringify(join(import.meta.dirname, '../../src/pty/drive-screen.ts'));
    const asks = `
      const [{ scripted }, { driveScreen }] = await Promise.all([import(${scriptedFile}), import(${driveFile})]);
      await driveScreen(scripted({ script: ${JSON.stringify(script)}, mark: ${JSON.stringify(mark)} }));`;
    const args = ['--conditions=@ccx/source', '--input-type=module', '-e', asks];
    const asker = spawn(process.execPath, args, { stdio: ['ignore', 'ignore', 'inherit'] });
    await until(async () => (await livingWith(mark)).length === 2, { what: 'the program and its child' });
    asker.kill('SIGKILL');
    const isGone = async (): Promise<boolean> => (await livingWith(mark)).length === 0;
    expect(await until(isGone, { what: 'its end' })).toBe(true);
  });
});

describe('the addon of the terminal and the screen', () => {
  test('are loaded when a screen is asked, and not before', async () => {
    const file = (name: string): string => JSON.stringify(join(import.meta.dirname, '../../src', name));
    const loads = `
      const { createRequire } = await import('node:module');
      const loaded = () => Object.keys(createRequire('/')('module')._cache).filter((path) => /node-pty|xterm/.test(path)).length;
      const { SOURCES } = await import(${file('sources.ts')});
      const { systemClock } = await import(${file('system-clock.ts')});
      for (const make of Object.values(SOURCES).flat()) make({ folder: '/', clock: systemClock });
      const before = loaded();
      const { ptyStage } = await import(${file('pty/pty-stage.ts')});
      const stage = await ptyStage()({ file: '/bin/true', args: [], env: {}, cwd: '/', sinceStart: () => 0 });
      await stage.close();
      process.stdout.write(JSON.stringify([before, loaded() > 0]));`;
    const child = spawn(process.execPath, ['--conditions=@ccx/source', '--input-type=module', '-e', loads]);
    let said = '';
    for await (const chunk of child.stdout) said += String(chunk);
    expect(said).toBe('[0,true]');
  });
});
