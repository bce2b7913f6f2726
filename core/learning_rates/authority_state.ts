import { z } from "../../deps.ts";
import { type Json, JsonNumberSchema, numberToJson } from "../json.ts";
import type { EpochMetrics } from "../ports/learning_rate_policy.ts";
import { parseState, trustState } from "../state/parse_state.ts";
import type { RateCut } from "./rate_cuts.ts";
import type { RateSource } from "./rated_group.ts";

/** One group in an {@link AuthorityState}. */
export interface GroupState {
  /** Name of the group. */
  readonly name: string;
  /** Source of the rate. */
  readonly source: RateSource;
  /** Name of the parent while the rate depends on it. */
  readonly parent: string | null;
  /** Warmup; null if there is none or it is over. */
  readonly warmup: {
    readonly steps: number;
    readonly startShare: number;
    readonly startedAt: number | null;
  } | null;
  /** Rate without cuts; null before the first. */
  readonly base: number | null;
  /** Rate in force; null before the first. */
  readonly rate: number | null;
  /** Cause of the next change, if known. */
  readonly cause: string | null;
  /** State of the policy. */
  readonly policy: Json;
}

/** State of all rates as plain JSON. */
export interface AuthorityState {
  /** Version of this form. */
  readonly version: 1;
  /** Last update. */
  readonly step: number;
  /** Groups in order of registration. */
  readonly groups: readonly GroupState[];
  /** Cuts in order of creation. */
  readonly cuts: readonly RateCut[];
  /** Means of the last epoch. NaN and infinities are strings. */
  readonly metrics: Readonly<Record<string, number | "NaN" | "Infinity" | "-Infinity">>;
}

const step = z.int().min(0);
const rate = z.number().min(0);

const GroupSchema: z.ZodType<GroupState> = z.strictObject({
  name: z.string().min(1),
  source: z.enum(["own", "run", "parent"]),
  parent: z.string().nullable(),
  warmup: z
    .strictObject({
      steps: z.int().min(1),
      startShare: z.number().min(0),
      startedAt: step.nullable(),
    })
    .nullable(),
  base: rate.nullable(),
  rate: rate.nullable(),
  cause: z.string().nullable(),
  policy: z.json(),
}) as z.ZodType<GroupState>;

const StateSchema: z.ZodType<AuthorityState> = z.strictObject({
  version: z.literal(1),
  step,
  groups: z.array(GroupSchema),
  cuts: z.array(
    z.strictObject({
      group: z.string().nullable(),
      factor: z.number().min(0),
      untilStep: step,
      reason: z.string(),
    }),
  ),
  metrics: z.record(z.string(), JsonNumberSchema),
});

/** Creates a state, which never changes. */
export function recordState(
  parts: Pick<AuthorityState, "step" | "groups" | "cuts"> & { readonly metrics: EpochMetrics },
): AuthorityState {
  return trustState({ ...parts, version: 1 as const, metrics: metricsToJson(parts.metrics) });
}

/** @throws {TolariaError} `state/invalid`, one line per fault. */
export function parseAuthorityState(state: unknown): AuthorityState {
  return parseState("the learning rates", StateSchema, state as Json);
}

/** Converts means to JSON. */
function metricsToJson(metrics: EpochMetrics): AuthorityState["metrics"] {
  return Object.fromEntries(
    Object.entries(metrics).map(([name, value]) => [name, numberToJson(value)]),
  );
}

/** The inverse of {@link metricsToJson}. */
export function metricsFromJson(metrics: AuthorityState["metrics"]): EpochMetrics {
  return Object.fromEntries(Object.entries(metrics).map(([name, value]) => [name, Number(value)]));
}
