/**
 * The built-in policy, as a host loads it.
 *
 * @module
 */
import { parseOptions } from "../../../core/mod.ts";
import { HeuristicPolicy } from "./heuristic.ts";
import { HeuristicSchema } from "./options.ts";

/** Makes the built-in policy. */
export default function makeHeuristic(options: unknown): HeuristicPolicy {
  return new HeuristicPolicy(
    parseOptions("make the heuristic policy", HeuristicSchema, options ?? {}),
  );
}
