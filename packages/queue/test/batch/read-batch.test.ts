import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { batchFormat, readBatch, type Batch, type BatchFormat } from '../../src/batch/read-batch.ts';

const CONTEXT = { now: '2026-11-21T22:00:00.000Z', timeZone: 'Europe/Berlin' };

function read(format: BatchFormat, text: string): Batch {
  return readBatch(text, { format, ...CONTEXT });
}

function entries(format: BatchFormat, text: string): readonly object[] {
  const batch = read(format, text);
  if (batch.is === 'wrong') throw new Error(JSON.stringify(batch.problems));
  return batch.entries.map(({ entry }) => entry);
}

function problems(format: BatchFormat, text: string): readonly string[] {
  const batch = read(format, text);
  return batch.is === 'wrong' ? batch.problems.map(({ line, message }) => `${line}: ${message}`) : [];
}

describe('a checklist', () => {
  test('gives its open items and counts those that are ticked', () => {
    const text = `# Tonight

Some words about it.

- [ ] migrate the tests to vitest
- [x] done long ago
  with more words
* [X] done too
1. [ ] update the README
`;
    const batch = read('checklist', text);
    expect(batch).toMatchObject({
      is: 'batch',
      done: 2,
      entries: [
        { line: 5, entry: { prompt: 'migrate the tests to vitest' } },
        { line: 9, entry: { prompt: 'update the README' } },
      ],
    });
  });

  test('takes what is indented below an item as part of it, and what goes on with its paragraph', () => {
    const text = `- [ ] split the parser
  Keep the public API.

  - [ ] one file an idea
  \`\`\`ts
  - [ ] no item
    deeper
  \`\`\`
- [ ] update
the README
Not part: a paragraph of its own.

Nor this.
`;
    expect(entries('checklist', text)).toEqual([
      {
        prompt: 'split the parser\nKeep the public API.\n\n- [ ] one file an idea\n```ts\n- [ ] no item\n  deeper\n```',
      },
      { prompt: 'update\nthe README\nNot part: a paragraph of its own.' },
    ]);
  });

  test('takes options from a comment, those before the first item for all', () => {
    const text = `<!-- ccx: permission: edit, timeout: 1h -->
- [ ] migrate <!-- ccx: priority: 5, name: migrate -->
- [ ] update the README
  <!-- ccx: after: migrate, permission: safe -->
`;
    expect(entries('checklist', text)).toEqual([
      { prompt: 'migrate', permission: 'edit', timeout: 3_600_000, priority: 5, name: 'migrate' },
      { prompt: 'update the README', permission: 'safe', timeout: 3_600_000, after: ['migrate'] },
    ]);
  });

  test('keeps braces, other comments and code as words of the prompt', () => {
    const text = '- [ ] rename {a: 1} to `b` <!-- not ours -->';
    expect(entries('checklist', text)).toEqual([{ prompt: 'rename {a: 1} to `b` <!-- not ours -->' }]);
  });

  test('finds no item in a block of code, and loses none behind one that was not closed in an item', () => {
    expect(entries('checklist', '```\n- [ ] an example\n```\n- [ ] real')).toEqual([{ prompt: 'real' }]);
    expect(entries('checklist', '- [ ] a\n  ```\n  code\n- [ ] b')).toEqual([
      { prompt: 'a\n```\ncode' },
      { prompt: 'b' },
    ]);
  });

  test('says what is wrong with the line where it stands', () => {
    const text = `<!-- ccx: permision: edit -->

- [ ] one
  and more
  <!-- ccx: priority: soon -->
- [ ] <!-- ccx: priority: 1 -->
- [ ] three <!-- ccx: {{ -->
`;
    expect(problems('checklist', text)).toEqual([
      '1: "permision" is no option; did you mean "permission"?',
      '5: priority is "soon"; a whole number of at least 0 was expected',
      '6: this item has no text',
      '7: options are written as <!-- ccx: priority: 5, permission: edit -->',
    ]);
  });
});

describe('YAML', () => {
  test('is a list of texts and of maps', () => {
    expect(entries('yaml', '- one\n- prompt: two\n  maxTurns: 5\n- command: npm test\n')).toEqual([
      { prompt: 'one' },
      { prompt: 'two', maxTurns: 5 },
      { command: 'npm test' },
    ]);
  });

  test('has defaults for all items, which an item overrides', () => {
    const text = 'defaults:\n  permission: edit\n  budget: 2\nitems:\n  - one\n  - { prompt: two, budget: 5 }\n';
    expect(entries('yaml', text)).toEqual([
      { permission: 'edit', budget: 2, prompt: 'one' },
      { permission: 'edit', budget: 5, prompt: 'two' },
    ]);
  });

  test('gives a command only those defaults that are for commands too', () => {
    const text = 'defaults: { permission: edit, priority: 3 }\nitems: [one, { command: npm test }]\n';
    expect(entries('yaml', text)).toEqual([
      { permission: 'edit', priority: 3, prompt: 'one' },
      { priority: 3, command: 'npm test' },
    ]);
  });

  test('takes what is said on the command line for all that says nothing else', () => {
    const shared = { priority: '7', permission: 'full' };
    const text = 'defaults: { permission: edit }\nitems: [one, { prompt: two, priority: 1 }]\n';
    expect(readBatch(text, { format: 'yaml', shared, ...CONTEXT })).toMatchObject({
      entries: [{ entry: { priority: 7, permission: 'edit' } }, { entry: { priority: 1, permission: 'edit' } }],
    });
  });

  test('tells all that is wrong at once, each with its line', () => {
    const text = `defaults:
  permission: everything
items:
  - one
  - prompt: two
    maxturns: 3
    max-attempt: 2
  - 7
more: 1
`;
    expect(problems('yaml', text)).toEqual([
      '2: permission is "everything"; one of safe, edit, full was expected',
      '6: "maxturns" is no option; did you mean "maxTurns"?',
      '7: "max-attempt" is no option; did you mean "maxAttempts"?',
      '8: a text or a map of options was expected',
      '9: "more" is no part of a batch; defaults and items are',
    ]);
  });

  test('that is broken is told with its line', () => {
    expect(problems('yaml', '- one\n- {prompt: two\n')).toHaveLength(1);
    expect(problems('yaml', '- one\n- {prompt: two\n')[0]).toMatch(/^[23]: /);
    expect(problems('yaml', 'just words')).toEqual(['1: a list of items was expected']);
    expect(problems('yaml', '- prompt: a\n  prompt: b\n')[0]).toMatch(/^2: .*unique/);
  });

  test('that is empty holds nothing', () => {
    expect(entries('yaml', '# nothing yet\n')).toEqual([]);
  });
});

describe('JSON lines', () => {
  test('are texts and objects; empty lines are passed over', () => {
    expect(entries('jsonl', '"one"\n\n{"prompt":"two","after":["#4","b"]}\r\n{"prompt":"three","name":"b"}\n')).toEqual(
      [{ prompt: 'one' }, { prompt: 'two', after: ['#4', 'b'] }, { prompt: 'three', name: 'b' }],
    );
  });

  test('are each looked at before any is taken', () => {
    expect(problems('jsonl', '"fine"\n{"prompt": 1}\nno json\n[1]\n{"prompt":"x","command":"y"}')).toEqual([
      '2: prompt is 1; a text was expected',
      '3: this is no JSON',
      '4: a text or an object was expected, such as {"prompt": "…"}',
      '5: there are both a prompt and a command; one item does one of them',
    ]);
  });

  test('hold any prompt as it is', () => {
    const prompts = fc.array(fc.string({ unit: 'grapheme' }).filter((text) => text.trim() !== ''));
    fc.assert(
      fc.property(prompts, (all) => {
        const text = all.map((prompt) => JSON.stringify({ prompt })).join('\n');
        expect(entries('jsonl', text)).toEqual(all.map((prompt) => ({ prompt })));
        // JSON is YAML too.
        expect(entries('yaml', JSON.stringify(all))).toEqual(all.map((prompt) => ({ prompt })));
      }),
    );
  });
});

describe('names within a batch', () => {
  test('must be known and be used once', () => {
    expect(problems('yaml', '- {prompt: a, name: x}\n- {prompt: b, name: x}\n- {prompt: c, after: y}\n')).toEqual([
      '2: "x" is the name of the entry at line 1 too',
      '3: after is "y", and no entry has that name',
    ]);
  });

  test('may not lead in a circle', () => {
    expect(problems('yaml', '- {prompt: a, name: x, after: y}\n- {prompt: b, name: y, after: x}\n- c\n')).toEqual([
      '1: this entry would never begin: after leads in a circle',
      '2: this entry would never begin: after leads in a circle',
    ]);
  });
});

test('the form of a batch is told by the name of its file', () => {
  const files = ['a.md', 'a.MARKDOWN', 'b.yaml', 'b.yml', 'c.jsonl', 'c.ndjson', 'd.json', 'md', 'x.'];
  expect(files.map(batchFormat)).toEqual([
    'checklist',
    'checklist',
    'yaml',
    'yaml',
    'jsonl',
    'jsonl',
    null,
    null,
    null,
  ]);
});
