import { existsSync, readdirSync } from "node:fs";
import { dirname, join } from "node:path";
import { resolveTfjsNode } from "../../../../deps.ts";
import type { Place } from "./load_tensorflow.ts";

/** Finds the package as npm installs it, if its own install script has built a binding. */
export function findStock(): Place | undefined {
  for (const manifest of resolveTfjsNode()) {
    const folder = dirname(manifest);
    const bindings = join(folder, "lib");
    if (!existsSync(bindings)) continue;
    // One folder per version of Node-API: napi-v8.
    const files = readdirSync(bindings)
      .map((version) => join(bindings, version, "tfjs_binding.node"))
      .filter(existsSync);
    const binding = files.sort().at(-1);
    if (binding) return { binding, scripts: join(folder, "dist"), own: false };
  }
  return undefined;
}
