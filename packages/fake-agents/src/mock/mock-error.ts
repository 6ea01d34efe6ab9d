const marker: unique symbol = Symbol.for('ccx.error');

/**
 * An error that `CcxError.is` of `@ccx/contracts` knows as its own: same symbol, same `code` and `hint`. This package
 * depends on nothing, so it brings its own class.
 */
export class MockRunError extends Error {
  readonly code: 'agent_missing' | 'no_candidate' | 'invalid_argument';
  readonly hint: string | null;

  constructor(code: MockRunError['code'], message: string, hint: string | null = null) {
    super(message);
    this.name = 'CcxError';
    this.code = code;
    this.hint = hint;
    Object.defineProperty(this, marker, { value: true, enumerable: false });
  }
}
