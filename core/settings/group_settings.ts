import { type ContainerModule, z } from "../../deps.ts";
import type { ParameterMatch } from "../arena/partition.ts";
import { HOST_GROUP } from "../learning_rates/authority.ts";
import type { OptimizerOptions } from "../ports/optimizer.ts";

/** Weights with their own optimizer state, options and rate. */
export interface GroupSettings {
  /** Name in reports, and for the learning-rate policy. */
  readonly name: string;
  /** Which parameters are in the group; those that no group matches are in the group `host`. */
  readonly match: ParameterMatch;
  /** What updates them. @default the run's optimizer */
  readonly optimizer?: ContainerModule;
  /** Options of the optimizer that differ in this group; they survive a swap of the optimizer. @default none */
  readonly options?: OptimizerOptions;
}

/** The settings with every default filled in. */
export interface CheckedGroup extends GroupSettings {
  readonly options: OptimizerOptions;
}

/** Rules of a list of {@link GroupSettings}. */
export const GroupsSchema: z.ZodType<readonly CheckedGroup[]> = z
  .array(
    z.strictObject({
      name: z
        .string()
        .min(1)
        .refine((name) => name !== HOST_GROUP, `another name than "${HOST_GROUP}"`),
      match: z.custom<ParameterMatch>(
        (value) =>
          typeof value === "string" || typeof value === "function" || value instanceof RegExp,
        "a path, a regular expression or a function of a parameter's name",
      ),
      optimizer: z
        .custom<ContainerModule>(
          (value) => typeof (value as Partial<ContainerModule> | null)?.load === "function",
          "a module that an optimizer's function returns",
        )
        .optional() as z.ZodType<ContainerModule>,
      options: z.record(z.string(), z.unknown()).default({}),
    }),
  )
  .refine((groups) => new Set(groups.map(({ name }) => name)).size === groups.length, {
    message: "a list of groups with names that differ",
  });
