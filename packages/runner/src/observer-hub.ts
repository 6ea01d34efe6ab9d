import type { AgentEvent, RunObserver, RunRecord, RunResult } from '@ccx/contracts';

/** Tells observers what happens; what they throw is told once per observer and reaches nobody. */
export interface ObserverHub {
  started(record: RunRecord): void;
  event(event: AgentEvent, record: RunRecord): void;
  ended(result: RunResult): void;
}

export function createObserverHub(observers: readonly RunObserver[], warn: (text: string) => void): ObserverHub {
  const broken = new Set<RunObserver>();
  const tell = (call: (observer: RunObserver) => void): void => {
    for (const observer of observers) {
      try {
        call(observer);
      } catch (error) {
        if (!broken.has(observer)) {
          warn(`An observer of this run failed: ${error instanceof Error ? error.message : String(error)}`);
        }
        broken.add(observer);
      }
    }
  };
  return {
    started: (record) => tell((observer) => observer.started?.(record)),
    event: (event, record) => tell((observer) => observer.event?.(event, record)),
    ended: (result) => tell((observer) => observer.ended?.(result)),
  };
}
