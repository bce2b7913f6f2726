import { versions } from "node:process";

/** What runs the program. */
export interface RuntimeIdentity {
  readonly name: "bun" | "deno" | "node";
  readonly version: string;
}

/** Tells the runtimes apart: Bun and Deno report a Node version too, for compatibility. */
export function runtimeIdentity(): RuntimeIdentity {
  if (versions.bun) return { name: "bun", version: versions.bun };
  if (versions.deno) return { name: "deno", version: versions.deno };
  return { name: "node", version: versions.node };
}
