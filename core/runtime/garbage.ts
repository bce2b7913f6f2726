import { setFlagsFromString } from "node:v8";
import { runInNewContext } from "node:vm";

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

/**
 * What has V8 collect, 30 ms, for objects whose memory outside of it does not see; undefined where another engine runs,
 * which does.
 */
export function collectorOfV8(): (() => void) | undefined {
  if ((globalThis as Collecting).Bun) return undefined;
  setFlagsFromString("--expose-gc");
  return runInNewContext("gc") as () => void;
}
