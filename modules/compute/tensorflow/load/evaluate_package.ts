import { readFileSync } from "node:fs";
import { createRequire } from "node:module";
import { dirname, join } from "node:path";
import * as util from "node:util";
import { runInThisContext } from "node:vm";
import { tf } from "../../../../deps.ts";

/** What a script of the package asks for and is given in place of what it names. */
const GIVEN: Readonly<Record<string, unknown>> = {
  // The one copy of tfjs that everything else here uses: by itself the package would load another.
  "@tensorflow/tfjs": tf,
  "@tensorflow/tfjs-core": tf,
  // Taken out of Node 23, and never in Deno.
  util: {
    ...util,
    isNullOrUndefined: (value: unknown) => value === null || value === undefined,
    isArray: Array.isArray,
  },
  // TensorBoard's messages, which want one more package.
  "./proto/api_pb": {},
};

type Exports = Record<string, unknown>;

/**
 * Evaluates scripts of `@tensorflow/tfjs-node-gpu`, which are CommonJS, as the package's own entry file would, without the
 * packages that only its install script and TensorBoard need. The same on every runtime.
 *
 * @param folder Where the package's compiled scripts lie: its `dist/`.
 * @param entries Scripts to evaluate, in order: `./nodejs_kernel_backend`.
 * @returns What each of them exports.
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
    // Before it runs: the scripts import each other in circles.
    evaluated.set(file, module);
    const source = `(function (exports, require, module) {${readFileSync(file, "utf8")}\n})`;
    const run = runInThisContext(source, { filename: file });
    run(module.exports, (wanted: string) => require(file, wanted), module);
    return module.exports;
  };
  const entry = join(folder, "entry.js");
  return entries.map((id) => require(entry, id) as Exports);
}
