/** One line of the stream before it is JSON. */
export type Line = Readonly<Record<string, unknown>>;
