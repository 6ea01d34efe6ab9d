import { listKey, listLetter } from './list-keys.ts';
import { answered, editKey, typedText } from './prompt-keys.ts';
import type { ScreenEvent, ScreenKey, Step } from './screen-event.ts';
import { settled, type ScreenState } from './screen-state.ts';

type Stepped = Step<ScreenState>;

/** What an event makes of the screen. Every event is safe in every state. */
export function reduceScreen(state: ScreenState, event: ScreenEvent): Stepped {
  switch (event.type) {
    case 'fleet':
      return plain(settled({ ...state, members: event.members }));
    case 'size':
      return plain(settled({ ...state, size: event.size }));
    case 'time':
      return plain(state);
    case 'messages':
      return plain({ ...state, messages: { of: event.of, said: event.said } });
    case 'notice':
      return plain({ ...state, notice: event.notice });
    case 'key':
      return onKey(noticed(state), event.key);
    case 'typed':
      return onTyped(noticed(state), event.text);
    case 'pasted':
      // What is pasted is never a command.
      return plain(isWriting(state) ? typedText(state, event.text) : state);
  }
}

function onKey(state: ScreenState, key: ScreenKey): Stepped {
  if (key === 'interrupt') return { state, effects: [{ type: 'quit' }] };
  if (key === 'suspend') return { state, effects: [{ type: 'suspend' }] };
  switch (state.mode.type) {
    case 'list':
      return listKey(state, key);
    case 'filter':
    case 'message':
      return editKey(state, key);
    case 'keys':
    case 'send-anyway':
    case 'stop':
      return plain(key === 'escape' || key === 'enter' ? { ...state, mode: { type: 'list' } } : state);
  }
}

/** Characters may come many at once, when the machine is slow; a question is never answered by those that asked it. */
function onTyped(state: ScreenState, text: string): Stepped {
  let now = state;
  const effects: Stepped['effects'][number][] = [];
  const letters = Array.from(text);
  for (const [at, letter] of letters.entries()) {
    if (isWriting(now)) {
      now = typedText(now, letters.slice(at).join(''));
      break;
    }
    if (isAsking(now) && now.mode !== state.mode) break;
    const step = isAsking(now) ? answered(now, letter) : listLetter(now, letter);
    now = step.state;
    effects.push(...step.effects);
  }
  return { state: now, effects };
}

function isWriting({ mode }: ScreenState): boolean {
  return mode.type === 'filter' || mode.type === 'message';
}

function isAsking({ mode }: ScreenState): boolean {
  return mode.type === 'stop' || mode.type === 'send-anyway';
}

/** What was said is gone with the next key; what is still under way stays. */
function noticed(state: ScreenState): ScreenState {
  return state.notice === null || state.notice.is === 'pending' ? state : { ...state, notice: null };
}

function plain(state: ScreenState): Stepped {
  return { state, effects: [] };
}
