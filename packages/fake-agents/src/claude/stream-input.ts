import { setImmediate } from 'node:timers/promises';
import { stamp, type Conversation } from './conversation.ts';
import { controlAnswer } from './control.ts';
import { newUuid } from './ids.ts';
import { isLine, objectAt, textAt } from './json.ts';
import type { Line } from './line.ts';
import { answerLocal, isLocalCommand } from './local-command.ts';
import type { SessionFile } from './session-file.ts';
import { stdinChunks } from './stdin.ts';
import { answer, type Answered } from './turn.ts';

/** `--input-format stream-json`: control requests are answered at once, prompts one after the other until stdin ends. */
export async function answerStream(talk: Conversation, file: SessionFile): Promise<Answered> {
  const { machine, scenario, turn } = talk;
  const prompts: Line[] = [];
  let ended = false;
  let wake = (): void => {};
  const take = async (line: string): Promise<void> => {
    const message = parse(line);
    if (message === null) {
      await machine.stderr(`Error parsing streaming input line (type=unknown, ${line.length} chars): SyntaxError\n`);
      return await machine.exit(1);
    }
    if (message['type'] === 'control_request') await control(talk, message);
    else if (message['type'] === 'user') prompts.push(message);
  };
  const reader = (async (): Promise<void> => {
    let rest = '';
    const decoder = new TextDecoder();
    for await (const chunk of stdinChunks(machine, scenario)) {
      const lines = `${rest}${decoder.decode(chunk, { stream: true })}`.split('\n');
      rest = lines.pop() ?? '';
      for (const line of lines) if (line.trim() !== '') await take(line);
      wake();
    }
    if (rest.trim() !== '') await take(rest);
    ended = true;
    wake();
  })();
  let last: Answered = { isError: false, interrupted: false };
  turn.signal.addEventListener('abort', () => wake());
  while (!turn.stopped) {
    const next = prompts.shift();
    if (next !== undefined) {
      file.status('busy');
      last = await answerMessage(talk, next);
      file.status('idle');
      turn.renew();
      turn.signal.addEventListener('abort', () => wake());
    } else if (ended) {
      break;
    } else {
      await new Promise<void>((resolve) => {
        wake = resolve;
      });
      // Requests that came in the same chunk are answered before the next turn begins.
      await setImmediate();
    }
  }
  if (!turn.stopped) await reader;
  return last;
}

async function answerMessage(talk: Conversation, message: Line): Promise<Answered> {
  const { sink, session, options, machine } = talk;
  const prompt = promptText(objectAt(message, 'message')['content']);
  const command = textAt(message, 'uuid');
  const lifecycle = async (state: string): Promise<void> => {
    if (command === null) return;
    await sink.line({
      type: 'command_lifecycle',
      command_uuid: command,
      state,
      session_id: session.id,
      uuid: newUuid(),
    });
  };
  await lifecycle('queued');
  await lifecycle('started');
  if (options.replayUserMessages) {
    const ids = { session_id: session.id, uuid: command ?? newUuid(), timestamp: stamp(machine) };
    await sink.line({ type: 'user', message: message['message'], parent_tool_use_id: null, ...ids, isReplay: true });
  }
  const answered = isLocalCommand(prompt) ? await answerLocal(talk, prompt) : await answer(talk, prompt);
  await lifecycle('completed');
  return answered;
}

async function control(talk: Conversation, message: Line): Promise<void> {
  const request = objectAt(message, 'request');
  const response = await controlAnswer(talk, textAt(request, 'subtype') ?? '');
  await talk.sink.line({
    type: 'control_response',
    response: { ...response, request_id: textAt(message, 'request_id') },
  });
  if (request['subtype'] === 'interrupt') talk.turn.interrupt();
}

function parse(line: string): Line | null {
  try {
    const value: unknown = JSON.parse(line);
    return isLine(value) ? value : null;
  } catch {
    return null;
  }
}

function promptText(content: unknown): string {
  if (typeof content === 'string') return content;
  const blocks = Array.isArray(content) ? content.filter(isLine) : [];
  return blocks.map((block) => textAt(block, 'text') ?? '').join('');
}
