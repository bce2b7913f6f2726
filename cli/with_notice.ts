/** How long work may take before there is a notice, ms. */
export const NOTICE_MS = 10_000;

/**
 * Runs `work`, and calls `notice` once if it takes long: Bun waits without a word for a promise that nothing settles any
 * more.
 */
export async function withNotice<T>(
  work: () => T | Promise<T>,
  notice: () => void,
  afterMs = NOTICE_MS,
): Promise<T> {
  const timer = setTimeout(notice, afterMs);
  try {
    return await work();
  } finally {
    clearTimeout(timer);
  }
}
