import fc from 'fast-check';
import { parse } from 'jsonc-parser';
import { describe, expect, test } from 'vitest';
import { withCommand, withoutStatusLine } from '../../src/statusline/edit-settings.ts';
import { parseSettings, type Settings } from '../../src/statusline/settings.ts';
import { anySettings, FORMS } from './settings-forms.ts';

const settings = (text: string): Settings => parseSettings(Buffer.from(text), 'settings.json');
const valueOf = (text: string): unknown => parse(text.replace(/^\ufeff/, ''), [], { allowTrailingComma: true });

describe.each(Object.entries(FORMS))('settings with %s', (_, text) => {
  test('get the command and keep all else', () => {
    const edited = withCommand(settings(text), 'ccx statusline');
    const before = valueOf(text);
    expect(valueOf(edited)).toEqual({
      ...Object(before),
      statusLine: { type: 'command', ...Object(Object(before).statusLine), command: 'ccx statusline' },
    });
    const rest = edited.replace('"ccx statusline"', '');
    for (const comment of text.match(/\/\/.*|\/\*[^]*?\*\//g) ?? []) expect(rest).toContain(comment);
    // Line by line nothing is gone, besides the command itself and a comma that is new.
    if (!text.includes('statusLine')) {
      const lines = edited.split('\n').map((line) => line.replaceAll(/[,{}\r]/g, '').trimEnd());
      for (const line of text.split('\n')) {
        const bare = line.replaceAll(/[,{}\r]/g, '').trimEnd();
        expect(lines.some((one) => one.includes(bare))).toBe(true);
      }
    }
  });

  test('lose a status line without a trace of its entry', () => {
    const without = withoutStatusLine(settings(withCommand(settings(text), 'ccx statusline')));
    const { statusLine: _gone, ...rest } = Object(valueOf(text));
    expect(valueOf(without)).toEqual(rest);
    settings(without);
  });
});

test('what was put behind the last entry is taken out to the byte', () => {
  for (const text of Object.values(FORMS)) {
    if (text.includes('statusLine') || /^\{\s*\}/.test(text)) continue;
    expect(withoutStatusLine(settings(withCommand(settings(text), 'ccx statusline')))).toBe(text);
  }
});

test('entries that were added behind it stay', () => {
  const text = withCommand(settings('{\n  "a": 1 // one\n}\n'), 'ccx statusline').replace('\n}\n', ',\n  "b": 2\n}\n');
  expect(valueOf(text)).toMatchObject({ a: 1, b: 2, statusLine: { command: 'ccx statusline' } });
  expect(withoutStatusLine(settings(text))).toBe('{\n  "a": 1, // one\n  "b": 2\n}\n');
});

test('any settings get the command and keep their values', () => {
  fc.assert(
    fc.property(anySettings, (text) => {
      const edited = withCommand(settings(text), 'ccx statusline');
      expect(valueOf(edited)).toEqual({
        ...Object(valueOf(text)),
        statusLine: { type: 'command', ...Object(Object(valueOf(text)).statusLine), command: 'ccx statusline' },
      });
      const { statusLine: _gone, ...rest } = Object(valueOf(text));
      expect(valueOf(withoutStatusLine(settings(edited)))).toEqual(rest);
    }),
    { numRuns: 400 },
  );
});

test.for([
  ['{"a":1,,}', 'is no valid JSON'],
  ['{"a":1', 'in line 1'],
  ['{\n"a": tru\n}', 'in line 2'],
  ['[]', 'holds no JSON object'],
  ['{} {}', 'is no valid JSON'],
  ['{"statusLine": null}', 'has no command'],
  ['{"statusLine": {"type": "command"}}', 'has no command'],
  ['{"statusLine": {"command": 1}}', 'has no command'],
  ['{"statusLine": {"command": "a"}, "statusLine": {"command": "b"}}', 'names "statusLine" 2 times'],
])('%s is refused: %s', ([text = '', why = '']) => {
  expect(() => settings(text)).toThrow(
    expect.objectContaining({ code: 'invalid_config', message: expect.stringContaining(why) }),
  );
});

test('bytes that are no text are refused', () => {
  expect(() => parseSettings(Buffer.from([0x7b, 0xff, 0x7d]), 'settings.json')).toThrow('is not UTF-8');
});
