import type { AgentEventBody } from '@ccx/contracts';
import { isObject, type JsonObject, asList, asObject, asText } from '../json-fields.ts';

type TaskState = 'started' | 'progress' | 'done';

const OVER: ReadonlySet<string> = new Set(['completed', 'failed', 'killed', 'stopped', 'cancelled', 'error']);

/**
 * The subagents and background commands of one process. Claude Code speaks of a task in several lines that repeat each
 * other; here each task is started once and done once, because a run waits for every background task that is open.
 */
export class TaskBook {
  /** Open tasks, and whether they run in the background. */
  readonly #open: Map<string, boolean> = new Map();
  readonly #over: Set<string> = new Set();

  /** `task_started`: also an old task that was given more to do. */
  started(line: JsonObject): readonly AgentEventBody[] {
    const id = asText(line['task_id']);
    if (id === null) return [];
    this.#over.delete(id);
    return [this.#goesOn(id, line['is_backgrounded'] === true)];
  }

  /** `task_progress`, and `task_updated` with its patch. */
  updated(line: JsonObject): readonly AgentEventBody[] {
    const id = asText(line['task_id']);
    if (id === null) return [];
    const patch = asObject(line['patch']) ?? {};
    if (OVER.has(asText(patch['status']) ?? '')) return this.#done(id);
    return this.#over.has(id) ? [] : [this.#goesOn(id, patch['is_backgrounded'] === true)];
  }

  /** `task_notification`: the report of a task that is over. */
  notified(line: JsonObject): readonly AgentEventBody[] {
    const id = asText(line['task_id']);
    const status = asText(line['status']);
    const text = asText(line['summary']) ?? '';
    return [
      ...(id !== null && (status === null || OVER.has(status)) ? this.#done(id) : []),
      { type: 'notice', text: `Task ${status ?? 'reported'}: ${text}` },
    ];
  }

  /** `background_tasks_changed`: the whole set of background tasks; what it does not name any more is over. */
  replaced(line: JsonObject): readonly AgentEventBody[] {
    const named = new Set<string>();
    for (const task of asList(line['tasks'])) {
      const id = isObject(task) ? asText(task['task_id']) : null;
      if (id !== null) named.add(id);
    }
    const gone = [...this.#open].filter(([id, background]) => background && !named.has(id));
    const added = [...named].filter((id) => this.#open.get(id) !== true && !this.#over.has(id));
    return [...gone.flatMap(([id]) => this.#done(id)), ...added.map((id) => this.#goesOn(id, true))];
  }

  #goesOn(id: string, background: boolean): AgentEventBody {
    const before = this.#open.get(id);
    const isBackground = background || before === true;
    this.#open.set(id, isBackground);
    return task(id, before === undefined ? 'started' : 'progress', isBackground);
  }

  #done(id: string): readonly AgentEventBody[] {
    if (this.#over.has(id)) return [];
    const background = this.#open.get(id) === true;
    this.#open.delete(id);
    this.#over.add(id);
    return [task(id, 'done', background)];
  }
}

function task(id: string, state: TaskState, background: boolean): AgentEventBody {
  return { type: 'task', id, state, background };
}
