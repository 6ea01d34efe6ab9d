import { describe, expect, test } from 'vitest';
import { claudeMessages } from '../../src/claude/messages.ts';
import { fixture, openPlace } from './place.ts';

function messages(content: string, most = 10): readonly string[] {
  const place = openPlace();
  place.write('history.jsonl', content);
  return claudeMessages(`${place.folder}/history.jsonl`, most).map(({ by, text }) => `${by}: ${text}`);
}

const line = (type: string, content: unknown, more: object = {}): string =>
  `${JSON.stringify({ type, timestamp: '2026-11-21T01:00:00.000Z', message: { content }, ...more })}\n`;

describe('what was said last', () => {
  test('is the prompts, answers and calls of a recorded session, the newest last', () => {
    expect(messages(fixture('tui-session-life.transcript.jsonl'), 3)).toEqual([
      'agent: I will now remove it.',
      'tool: Bash rm a.txt',
      'agent: All work is done.',
    ]);
  });

  test('leaves out commands of the CLI, what it tells the model, and subagents', () => {
    const text = [
      line('user', 'hello'),
      line('user', '<command-name>/clear</command-name>'),
      line('user', '<bash-stdout>x</bash-stdout>'),
      line('user', 'meta', { isMeta: true }),
      line('assistant', [{ type: 'text', text: 'from a subagent' }], { isSidechain: true }),
      line('assistant', [{ type: 'text', text: 'a < b' }]),
    ].join('');
    expect(messages(text)).toEqual(['person: hello', 'agent: a < b']);
  });
});
