/**
 * Runs `work` for the numbers from 0 below `count`, at most `limit` at a time; the first error ends it.
 *
 * @param signal Ends it too: nothing more is begun.
 */
export async function eachNumber(
  count: number,
  limit: number,
  work: (number: number) => Promise<void>,
  signal?: AbortSignal,
): Promise<void> {
  let next = 0;
  let failed = false;
  const run = async (): Promise<void> => {
    while (next < count && !failed) {
      signal?.throwIfAborted();
      next += 1;
      try {
        await work(next - 1);
      } catch (error) {
        failed = true;
        throw error;
      }
    }
  };
  const runs = await Promise.allSettled(Array.from({ length: Math.min(limit, count) }, run));
  const first = runs.find(({ status }) => status === "rejected");
  if (first) throw (first as PromiseRejectedResult).reason;
}
