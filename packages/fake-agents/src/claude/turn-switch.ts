/** Stops the turn under way. Each turn has a signal of its own. */
export class TurnSwitch {
  #controller = new AbortController();
  #stopped = false;

  get signal(): AbortSignal {
    return this.#controller.signal;
  }

  /** A signal ended the run: no further turn begins. */
  get stopped(): boolean {
    return this.#stopped;
  }

  interrupt(): void {
    this.#controller.abort();
  }

  stop(): void {
    this.#stopped = true;
    this.interrupt();
  }

  renew(): void {
    if (!this.#stopped) this.#controller = new AbortController();
  }
}
