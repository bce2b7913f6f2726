import { z } from "../../deps.ts";
import { TolariaError } from "../errors/mod.ts";
import { parseOptions } from "../options.ts";
import type { LearningRatePolicy } from "../ports/learning_rate_policy.ts";
import type { RateCut } from "./rate_cuts.ts";
import type { GroupWarmup } from "./rated_group.ts";

/** Registration of a group. */
export interface GroupRegistration {
  /** Chooses its rate. @default what the run has for a group of this name, else the parent's rate is followed */
  readonly policy?: LearningRatePolicy;
  /** The group that it grew out of; without one, it starts at its policy's rate. */
  readonly parent?: string;
  /** Warmup updates, at least 1; only with a parent. @default 100 */
  readonly warmupSteps?: number;
  /** Share of the parent's rate that it starts at, in [0, 1]; only with a parent. @default 0.1 */
  readonly startShare?: number;
}

interface CheckedRegistration {
  readonly policy: LearningRatePolicy | undefined;
  readonly parent: string | undefined;
  readonly warmup: Omit<GroupWarmup, "startedAt">;
}

const withParent = (value: { parent?: string | undefined }, given: unknown) =>
  given === undefined || value.parent !== undefined;

const RegistrationSchema = z
  .strictObject({
    group: z.string().min(1),
    policy: z
      .custom<LearningRatePolicy>(
        (value) => typeof (value as LearningRatePolicy | null)?.rate === "function",
        "a learning-rate policy: call create() on what its function returns",
      )
      .optional(),
    parent: z.string().optional(),
    warmupSteps: z.int().min(1).optional(),
    startShare: z.number().min(0).max(1).optional(),
  })
  .refine((value) => withParent(value, value.warmupSteps), {
    path: ["warmupSteps"],
    message: 'left out without "parent"',
  })
  .refine((value) => withParent(value, value.startShare), {
    path: ["startShare"],
    message: 'left out without "parent"',
  });

/** @throws {TolariaError} `options/invalid`; `learning-rate/duplicate-group` if the name is among `taken`. */
export function checkRegistration(
  group: string,
  registration: GroupRegistration,
  taken: readonly string[],
): CheckedRegistration {
  const action = `register group "${group}"`;
  const checked = parseOptions(action, RegistrationSchema, { group, ...registration });
  if (taken.includes(group)) {
    throw new TolariaError(
      "learning-rate/duplicate-group",
      `There already is a group "${group}": drop or rename it first. Cannot register another.`,
    );
  }
  const { policy, parent, warmupSteps: steps = 100, startShare = 0.1 } = checked;
  return { policy, parent, warmup: { steps, startShare } };
}

/** @throws {TolariaError} `options/invalid`. */
export function checkCut(cut: Omit<RateCut, "group">, currentStep: number): Omit<RateCut, "group"> {
  const schema = z.strictObject({
    factor: z.number().min(0).max(1),
    untilStep: z.int().gt(currentStep),
    reason: z.string().min(1),
  });
  return parseOptions("cut the learning rate", schema, cut);
}

/** Validates a permanent factor, which may exceed 1. @throws {TolariaError} `options/invalid`. */
export function checkRescale(request: Pick<RateCut, "factor" | "reason">): Omit<RateCut, "group"> {
  const schema = z.strictObject({ factor: z.number().positive(), reason: z.string().min(1) });
  const checked = parseOptions("rescale the learning rate", schema, request);
  return { ...checked, untilStep: Number.MAX_SAFE_INTEGER };
}
