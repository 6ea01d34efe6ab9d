/** The answer, or `null` as soon as nobody waits for it any more; what comes too late is the caller's to clear away. */
export async function unlessAborted<T>(asked: Promise<T>, signal: AbortSignal): Promise<T | null> {
  let stop = (): void => {};
  const aborted = new Promise<null>((resolve) => {
    stop = () => resolve(null);
  });
  signal.addEventListener('abort', stop, { once: true });
  if (signal.aborted) stop();
  try {
    return await Promise.race([aborted, asked]);
  } finally {
    signal.removeEventListener('abort', stop);
  }
}
