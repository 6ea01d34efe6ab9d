import { readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { createLineDialect, createTempHome } from '@ccx/testkit';
import { describe, expect, onTestFinished, test } from 'vitest';
import { geminiRecordText } from '../src/gemini/record-text.ts';
import { createLab, scripted } from './support/scripted-agent.ts';

const BEFORE = '2026-11-21T01:00:00.000Z';
const AFTER = '2026-11-22T01:00:00.000Z';

const fixture = (name: string): string => join(import.meta.dirname, 'fixtures/gemini', `${name}.jsonl`);

/** A chat in which these were said. */
async function chat(...said: readonly unknown[]): Promise<string> {
  const home = await createTempHome();
  onTestFinished(() => home.remove());
  const path = join(home.home, 'chat.jsonl');
  const lines = said.map((content, id) => JSON.stringify({ id, timestamp: AFTER, type: 'gemini', content }));
  await writeFile(path, `${lines.join('\n')}\n`);
  return path;
}

describe('the answer by the chat of Gemini CLI', () => {
  // What 0.61.0 printed in the runs that left these chats.
  test.each([
    ['cut-once', 'This is cuWhole answer.', 'Whole answer.'],
    ['cut-after-tool', 'I will look. Now the file says heThe file says hello.', 'I will look. The file says hello.'],
    ['cut-before-tool', 'I will look atLet me look. The file says hello.', 'Let me look. The file says hello.'],
  ])('is without the beginning that was cut: %s', async (name, printed, expected) => {
    expect(await geminiRecordText(fixture(name), BEFORE, printed)).toBe(expected);
  });

  test.each([
    ['text', 'Hello from the fake API.'],
    ['reads', 'I will look. The file says hello.\n'],
  ])('is the printed one where nothing was cut: %s', async (name, printed) => {
    expect(await geminiRecordText(fixture(name), BEFORE, printed)).toBeNull();
  });

  test('has each thing once that was cut at its end or said twice', async () => {
    expect(await geminiRecordText(await chat('Yes.'), BEFORE, 'Yes.Yes.')).toBe('Yes.');
    expect(await geminiRecordText(await chat('Yes.', '', 'Yes.'), BEFORE, '\nYes.\n\nYeYes.\n')).toBe('Yes.\n\nYes.');
  });

  test.each<[string, string, readonly unknown[]]>([
    ['something else stands behind it', 'Yes. No', ['Yes.']],
    ['it was not printed', 'No.', ['Yes.']],
    ['it was printed in another order', 'B.A.', ['A.', 'B.']],
    ['a message is no text', 'NoYes.', [[{ text: 'Yes.' }], 'Yes.']],
    ['it is empty', 'Yes.', ['']],
  ])('proves nothing where %s', async (_why, printed, said) => {
    expect(await geminiRecordText(await chat(...said), BEFORE, printed)).toBeNull();
  });

  test('proves nothing where it cannot be read, or is of an earlier run', async () => {
    const path = await chat('Yes.');
    expect(await geminiRecordText(path, BEFORE, 'YeYes.')).toBe('Yes.');
    expect(await geminiRecordText(path, '2026-11-23T01:00:00.000Z', 'YeYes.')).toBeNull();
    await writeFile(path, `${await readFile(path, 'utf8')}{"id":`);
    expect(await geminiRecordText(path, BEFORE, 'YeYes.')).toBeNull();
    expect(await geminiRecordText(`${path}/not-there`, BEFORE, 'YeYes.')).toBeNull();
  });
});

describe.concurrent('a whole run of Gemini CLI', () => {
  const dialects = { gemini: createLineDialect('gemini') };
  const lab = (script: string): ReturnType<typeof createLab> =>
    createLab(script, { dialects, binaries: { gemini: scripted(script) } });
  const target = {
    account: { agent: 'gemini', configDir: null, id: 'gemini:default' },
    name: null,
    model: null,
    billing: null,
  } as const;

  test('has the answer of its chat where it printed a cut beginning too', async () => {
    const { runner, request, home } = await lab(`
      const folder = process.env.HOME + '/.gemini/tmp/project/chats';
      fs.mkdirSync(folder, { recursive: true });
      const now = '"timestamp": "' + new Date().toISOString() + '"';
      const chat = fs.readFileSync(process.env.HOME + '/recorded', 'utf8').replace(/"timestamp": "[^"]*"/g, now);
      started();
      fs.writeFileSync(folder + '/session-2026-11-21T01-10-s-1.jsonl', chat.replace(/"sessionId": "[^"]*"/, '"sessionId": "s-1"'));
      done('This is cuWhole answer.');
    `);
    await writeFile(join(home.home, 'recorded'), await readFile(fixture('cut-once')));
    expect(await runner.run(request(), target).result).toMatchObject({
      status: 'success',
      last: { summary: { text: 'Whole answer.' } },
    });
  });

  test('that ends without a result tells what it said, and not what it says at any start', async () => {
    const { runner, request } = await lab(`
      started();
      console.error('Warning: True color (24-bit) support not detected. Using a terminal with true color enabled will help.');
      console.error('YOLO mode is enabled. All tool calls will be automatically approved.');
      console.error('Ripgrep is not available. Falling back to GrepTool.');
      console.error('Warning: the disk is full.');
      console.error("[STARTUP] Phase 'cleanup_ops' was started but never ended. Skipping metrics.");
      process.exit(3);
    `);
    const result = await runner.run(request(), target).result;
    expect(result).toMatchObject({
      status: 'failed',
      failure: { detail: 'Gemini CLI ended with exit code 3 without a result. It said: Warning: the disk is full.' },
    });
    expect(result.last.stderr).toContain('True color');
  });

  test('that said nothing else is told without a word of it', async () => {
    const { runner, request } = await lab(`started(); console.error('[STARTUP] Phase x'); process.exit(3);`);
    expect(await runner.run(request(), target).result).toMatchObject({
      failure: { detail: 'Gemini CLI ended with exit code 3 without a result.' },
    });
  });
});
