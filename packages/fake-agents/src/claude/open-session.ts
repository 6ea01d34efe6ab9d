import type { Machine } from '../machine/machine.ts';
import type { Scenario } from '../scenario/scenario.ts';
import { isUuid, newUuid } from './ids.ts';
import type { ClaudeOptions } from './options.ts';
import type { Place } from './place.ts';
import { commonFields, copyHistory, readHistory, type History } from './record.ts';
import { Session } from './session.ts';
import { latestSession, readTranscript, Transcript, transcriptPath } from './transcript.ts';

/** A session to talk in, or the CLI's words for why there is none. */
export type OpenedSession =
  | { readonly ok: true; readonly session: Session; readonly transcript: Transcript }
  | { readonly ok: false; readonly error: string; readonly missing: string | null };

const DEFAULT_MODEL = 'claude-opus-5-5';

/** New, resumed, continued or forked, as the flags say. */
export function openSession(
  machine: Machine,
  about: {
    readonly options: ClaudeOptions;
    readonly scenario: Scenario;
    readonly place: Place;
    readonly version: string;
  },
): OpenedSession {
  const { options, scenario, place } = about;
  const { sessionId } = options;
  const refuse = (error: string, missing: string | null = null): OpenedSession => ({ ok: false, error, missing });
  if (sessionId !== null && !isUuid(sessionId)) return refuse('Error: Invalid session ID. Must be a valid UUID.');
  if (sessionId !== null && readTranscript(transcriptPath(place.projectDir, sessionId)) !== null) {
    return refuse(`Error: Session ID ${sessionId} is already in use.`);
  }
  const from = options.resume ?? (options.continues ? latestSession(place.projectDir) : null);
  if (options.continues && from === null) return refuse('No conversation found to continue');
  const history = from === null ? null : readHistory(place.projectDir, from);
  if (from !== null && history === null) return refuse(`No conversation found with session ID: ${from}`, from);
  const id = from === null || options.fork ? (sessionId ?? newUuid()) : from;
  const session = new Session({
    id,
    model: modelName(options.model) ?? scenario.model ?? DEFAULT_MODEL,
    ...(history === null ? {} : { prompts: history.prompts, costs: history.costs }),
  });
  const common = commonFields({ cwd: place.cwd, sessionId: id, version: about.version, interactive: !options.print });
  const transcript = new Transcript(transcriptPath(place.projectDir, id), common, options.persists);
  takeOver(history, transcript, id, options.fork);
  return { ok: true, session, transcript };
}

function takeOver(history: History | null, transcript: Transcript, id: string, fork: boolean): void {
  if (history === null) return;
  if (fork) copyHistory(history, transcript, id);
  else transcript.continueFrom(history.lastUuid);
}

/** The aliases that people type. */
function modelName(asked: string | null): string | null {
  return asked === 'opus' || asked === 'default' ? DEFAULT_MODEL : asked;
}
