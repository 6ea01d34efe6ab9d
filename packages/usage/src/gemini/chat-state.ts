import { fieldsOf, textOf } from '../line-fields.ts';

/** What one line of a chat must know of the lines before it. Plain JSON: it lies in the cursor. */
export interface ChatState {
  readonly sessionId: string | null;
  /** It says that it is a subagent's, wherever it lies. */
  readonly subagent: boolean;
  /** The begin of a message that goes on; only in the older form. */
  readonly begun: string;
}

/** What a cursor kept; the state before the first line where it holds none. */
export function restoredChat(kept: unknown): ChatState {
  const of = fieldsOf(kept);
  return {
    sessionId: textOf(of?.['sessionId']),
    subagent: of?.['subagent'] === true,
    begun: textOf(of?.['begun']) ?? '',
  };
}
