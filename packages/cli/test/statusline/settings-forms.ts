import fc from 'fast-check';

/** Settings as people keep them, each with its trap. */
export const FORMS: Readonly<Record<string, string>> = {
  'an empty object': '{}',
  'an empty object with space in it': '{ }\n',
  'an empty object over two lines': '{\n}\n',
  'one line': '{"model":"opus"}',
  'one line with spaces': '{ "model": "opus", "env": { "A": "1" } }\n',
  'two spaces': '{\n  "model": "opus",\n  "env": {\n    "A": "1"\n  }\n}\n',
  'four spaces and no newline at the end': '{\n    "model": "opus"\n}',
  tabs: '{\n\t"model": "opus",\n\t"tui": "default"\n}\n',
  'the line ends of Windows': '{\r\n  "model": "opus",\r\n  "tui": "default"\r\n}\r\n',
  'a byte order mark': '\ufeff{\n  "model": "opus"\n}\n',
  'comments everywhere':
    '// mine\n{ // head\n  /* a */ "model": "opus", // the best\n  // last\n  "tui": "default" // plain, as it is\n  // tail }\n}\n// end\n',
  'a trailing comma': '{\n  "model": "opus",\n  "tui": "default", // with a comment\n}\n',
  'a trailing comma in one line': '{ "model": "opus", }',
  'a comma in a comment': '{\n  "model": "opus" // a, b\n}\n',
  'a comment over lines behind the last entry': '{\n  "model": "opus" /* one,\n  two */\n}\n',
  'no order and odd indentation': '{ "z": 1,\n "a": 2,\n      "m": [\n1, 2 ] }',
  'a status line':
    '{\n  "statusLine": {\n    "type": "command",\n    "command": "~/bin/line.sh",\n    "padding": 2\n  }\n}\n',
  'a status line with escapes, in another order':
    '{ "a": 1, "statusLine": { "padding": 0, /* mine */ "command": "echo \\"\\u00e9\\/x\\" | tr a \'b\'", "type": "command" }, "b": 2 }\n',
  'a status line of more than one line':
    '{\n  "statusLine": {\n    "type": "command",\n    "command": "input=$(cat)\\necho \\"$input\\" | jq -r .model.id"\n  }\n}\n',
};

const space = fc
  .array(fc.constantFrom(' ', '\n', '\t', '\r\n', '/* c, } */', '// x, {\n'), { maxLength: 3 })
  .map((parts) => parts.join(''));
const key = fc.string({ minLength: 1, maxLength: 6 }).filter((name) => name !== 'statusLine' && name !== '__proto__');
const command = fc.string({ minLength: 1, maxLength: 30, unit: 'grapheme' });

/** Any settings, with or without a status line of their own, in any layout. */
export const anySettings: fc.Arbitrary<string> = fc
  .record({
    entries: fc.uniqueArray(fc.tuple(key, fc.jsonValue({ maxDepth: 1 })), { selector: ([name]) => name, maxLength: 3 }),
    own: fc.option(command),
    at: fc.nat(3),
    spaces: fc.array(space, { minLength: 12, maxLength: 12 }),
    comma: fc.boolean(),
  })
  .map(({ entries, own, at, spaces, comma }) => {
    const all = entries.map(([name, value]) => [name, JSON.stringify(value)] as const);
    const line =
      own === null ? [] : [['statusLine', JSON.stringify({ type: 'command', command: own, padding: 1 })] as const];
    const placed = [...all.slice(0, at), ...line, ...all.slice(at)];
    const s = (index: number): string => spaces[index] ?? '';
    const body = placed.map(
      ([name, value], index) => `${s(index * 2)}${JSON.stringify(name)}${s(index * 2 + 1)}:${value}${s(index + 4)}`,
    );
    return `${s(8)}{${body.join(',')}${comma && placed.length > 0 ? ',' : ''}${s(9)}}${s(10)}`;
  });
