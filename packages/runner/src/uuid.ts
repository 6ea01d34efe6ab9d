const UUID = /^[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}$/i;

/** Whether a text is a UUID as the agents write their sessions' ids. */
export function isUuid(text: string): boolean {
  return UUID.test(text);
}
