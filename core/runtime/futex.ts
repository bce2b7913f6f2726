/** Operations of the system call `futex`, on words that processes share. */
export const FUTEX_WAIT = 0;
/** As {@link FUTEX_WAIT}. */
export const FUTEX_WAKE = 1;

/** Wakes everybody: the greatest int32. */
export const EVERYBODY = 2_147_483_647;

/** A `struct timespec` of two int64. */
export function timespec(ms: number): BigInt64Array<ArrayBuffer> {
  const seconds = Math.floor(ms / 1_000);
  return BigInt64Array.of(BigInt(seconds), BigInt(Math.round((ms - seconds * 1_000) * 1e6)));
}
