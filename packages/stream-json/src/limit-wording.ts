/** One way in which a vendor says in words that a limit is reached. */
export interface LimitWording {
  /** Matches at the beginning of a line, decoration and "Error:" removed. Group `window` names the window, `epoch` the reset. */
  readonly pattern: RegExp;
  /** `true`: no window that comes back by itself but an entitlement that a person must mend. */
  readonly entitlement?: boolean;
}
