/** Something that went wrong and was dealt with; a person should hear of it. */
export interface StoreProblem {
  readonly code: 'damaged';
  /** What was done and what is lost, in one sentence or two. */
  readonly message: string;
  /** Where the damaged file is now; `null` where another process has moved it. */
  readonly movedTo: string | null;
}
