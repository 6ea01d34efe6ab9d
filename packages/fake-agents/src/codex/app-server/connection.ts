import type { Line } from '../../claude/line.ts';
import type { Machine } from '../../machine/machine.ts';

/** A call that the server refuses. Never leaves this folder. */
export class Refusal extends Error {
  override readonly name = 'Refusal';
  readonly code: number;

  constructor(message: string, code = -32_600) {
    super(message);
    this.code = code;
  }
}

/** JSON-RPC lines on stdout, without the field `jsonrpc`. */
export class Connection {
  #machine: Machine;

  constructor(machine: Machine) {
    this.#machine = machine;
  }

  answer(id: unknown, result: unknown): void {
    this.#write({ id, result });
  }

  refuse(id: unknown, { code, message }: Refusal): void {
    this.#write({ error: { code, message }, id });
  }

  notify(method: string, params: Line): void {
    this.#write({ method, params, emittedAtMs: Math.round(this.#machine.nowMs()) });
  }

  /** Whoever asks reads on: nothing here waits for it. */
  #write(message: Line): void {
    void this.#machine.output.line(JSON.stringify(message));
  }
}
