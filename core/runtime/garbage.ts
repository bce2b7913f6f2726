/** Runtimes that let a program ask for a collection. */
interface Collecting {
  readonly Bun?: { gc(wait: boolean): void };
  readonly gc?: () => void;
}

/**
 * Collects the garbage that there is, and waits for it; does nothing where the runtime offers no way. For measurements:
 * whoever is timed next begins without the garbage of others.
 */
export function collectGarbage(): void {
  const { Bun, gc } = globalThis as Collecting;
  if (Bun) Bun.gc(true);
  else gc?.();
}
