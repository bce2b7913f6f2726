import { readFileSync } from "node:fs";
import { createRequire } from "node:module";
import { dirname, join } from "node:path";
import * as util from "node:util";
import { runInThisContext } from "node:vm";
import { tf } from "../../../../deps.ts";

/** Modules that the package's scripts get instead of those that they require. */
const GIVEN: Readonly<Record<string, unknown>> = {
  // The copy of tfjs that everything else uses: the package would load another.
  "@tensorflow/tfjs": tf,
  "@tensorflow/tfjs-core": tf,
  // Removed in Node 23, and missing in Deno.
  util: {
    ...util,
    isNullOrUndefined: (value: unknown) => value === null || value === undefined,
    isArray: Array.isArray,
  },
  // TensorBoard's messages need another package.
  "./proto/api_pb": {},
};

type Exports = Record<string, unknown>;

/**
 * Evaluates scripts of `@tensorflow/tfjs-node-gpu`, which are CommonJS, on any runtime. The
 * packages that only its install script and TensorBoard need are left out.
 *
 * @param folder Folder of the package's compiled scripts: its `dist/`.
 * @param entries Scripts to evaluate, in order: `./nodejs_kernel_backend`.
 * @returns The exports of each.
 */
export function evaluatePackage(folder: string, entries: readonly string[]): Exports[] {
  const evaluated = new Map<string, { exports: Exports }>();
  const builtIn = createRequire(import.meta.url);
  const require = (from: string, id: string): unknown => {
    if (id in GIVEN) return GIVEN[id];
    if (!id.startsWith(".")) return builtIn(`node:${id}`);
    const file = `${join(dirname(from), id)}.js`;
    const known = evaluated.get(file);
    if (known) return known.exports;
    const module = { exports: {} };
    // Registered before it runs: the scripts import each other in cycles.
    evaluated.set(file, module);
    const source = `(function (exports, require, module) {${readFileSync(file, "utf8")}\n})`;
    const run = runInThisContext(source, { filename: file });
    run(module.exports, (wanted: string) => require(file, wanted), module);
    return module.exports;
  };
  const entry = join(folder, "entry.js");
  return entries.map((id) => require(entry, id) as Exports);
}
