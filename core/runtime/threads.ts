import { runtimeIdentity } from "./identity.ts";

/**
 * Whether ending a worker ends one that never yields.
 *
 * Deno signals the worker's event loop, which a spinning worker never comes back to: it burns a core for good. There only
 * a process of its own can be got rid of.
 *
 * @see https://github.com/denoland/deno/pull/35657
 */
export function canEndSpinningWorkers(): boolean {
  return runtimeIdentity().name === "bun";
}

/** Arguments with which the runtime's own executable runs a TypeScript file. */
export function scriptArguments(): readonly string[] {
  return runtimeIdentity().name === "deno" ? ["run", "--allow-all", "--no-check", "--quiet"] : [];
}
