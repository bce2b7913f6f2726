/**
 * The built-in policy, as a host loads it.
 *
 * @module
 */
import { parseOptions } from "../../../core/mod.ts";
import type { TamiyoPolicy } from "../_policy/mod.ts";
import { HeuristicPolicy } from "./heuristic.ts";
import { HeuristicSchema } from "./options.ts";

/** Makes the built-in policy. */
export default function makeHeuristic(options: unknown): TamiyoPolicy {
  return new HeuristicPolicy(
    parseOptions("make the heuristic policy", HeuristicSchema, options ?? {}),
  );
}
