/** The person (or a control request) stopped the turn. Never leaves the package. */
export class Interrupted extends Error {
  override readonly name = 'Interrupted';
}
