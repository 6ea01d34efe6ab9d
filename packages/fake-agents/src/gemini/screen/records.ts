import { existsSync, mkdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { numberAt, objectAt } from '../../claude/json.ts';
import { readJsonOrNone, writeJson, type Project } from '../home.ts';

/** What only the screen writes: `logs.json`, every prompt and command typed in a folder. */
export class PromptRecord {
  #path: string;
  #sessionId: string;
  #count = 0;

  constructor({ folder, chats }: Project, sessionId: string) {
    mkdirSync(chats, { recursive: true });
    this.#path = join(folder, 'logs.json');
    this.#sessionId = sessionId;
    if (!existsSync(this.#path)) writeJson(this.#path, []);
  }

  add(message: string, nowMs: number): void {
    const known: unknown = JSON.parse(readFileSync(this.#path, 'utf8'));
    const timestamp = new Date(nowMs).toISOString();
    const entry = { sessionId: this.#sessionId, messageId: this.#count, type: 'user', message, timestamp };
    this.#count += 1;
    writeJson(this.#path, [...(Array.isArray(known) ? known : []), entry]);
  }
}

/** `state.json`: how often the tips and the warning about colours were shown. */
export function countStart(configDir: string): void {
  const path = join(configDir, 'state.json');
  const state = readJsonOrNone(path);
  const warnings = objectAt(state, 'startupWarningCounts');
  writeJson(path, {
    ...state,
    startupWarningCounts: { ...warnings, 'true-color': numberAt(warnings, 'true-color') + 1 },
    tipsShown: numberAt(state, 'tipsShown') + 1,
  });
}
