/**
 * The policy that grows seeds by dates, as a host loads it.
 *
 * @module
 */
import { parseOptions } from "../../../core/mod.ts";
import { GrowthPolicy } from "./growth.ts";
import { GrowthSchema } from "./options.ts";

/** Makes the policy that grows seeds by dates. */
export default function makeGrowth(options: unknown): GrowthPolicy {
  return new GrowthPolicy(parseOptions("make the growth policy", GrowthSchema, options ?? {}));
}
