import type { RunTarget } from '@ccx/contracts';

/** How a person calls an account. */
export function nameOf({ name, account }: RunTarget): string {
  return name ?? account.id;
}

/** One line of at most `most` characters. */
export function brief(text: string, most = 300): string {
  const line = text.replaceAll(/\s+/g, ' ').trim();
  return line.length <= most ? line : `${line.slice(0, most - 1)}…`;
}

export function messageOf(error: unknown): string {
  return error instanceof Error ? error.message : String(error);
}
