import { z } from "../../deps.ts";
import { type Json, JsonNumberSchema, numberToJson } from "../json.ts";
import type { EpochMetrics } from "../ports/learning_rate_policy.ts";
import { parseState, trustState } from "../state/parse_state.ts";
import type { RateCut } from "./rate_cuts.ts";
import type { RateSource } from "./rated_group.ts";

/** One group in an {@link AuthorityState}. */
export interface GroupState {
  /** Its name. */
  readonly name: string;
  /** Who chooses its rate. */
  readonly source: RateSource;
  /** Name of its parent, while its rate depends on it. */
  readonly parent: string | null;
  /** How it warms up; null if it does not, or has. */
  readonly warmup: {
    readonly steps: number;
    readonly startShare: number;
    readonly startedAt: number | null;
  } | null;
  /** Rate without cuts; null before the first. */
  readonly base: number | null;
  /** Rate in force; null before the first. */
  readonly rate: number | null;
  /** Why the next change happens, where that is decided. */
  readonly cause: string | null;
  /** What its policy remembers. */
  readonly policy: Json;
}

/** All that the rates of the updates to come depend on, as plain JSON. */
export interface AuthorityState {
  /** Of this form. */
  readonly version: 1;
  /** Last update that was advanced to. */
  readonly step: number;
  /** In the order of their registration. */
  readonly groups: readonly GroupState[];
  /** In the order of their making. */
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

/** A state as it is written down; it is made here, and never changed. */
export function recordState(
  parts: Pick<AuthorityState, "step" | "groups" | "cuts"> & { readonly metrics: EpochMetrics },
): AuthorityState {
  return trustState({ ...parts, version: 1 as const, metrics: metricsToJson(parts.metrics) });
}

/** @throws {TolariaError} `state/invalid`, naming every fault. */
export function parseAuthorityState(state: unknown): AuthorityState {
  return parseState("the learning rates", StateSchema, state as Json);
}

/** Means as JSON can carry them. */
function metricsToJson(metrics: EpochMetrics): AuthorityState["metrics"] {
  return Object.fromEntries(
    Object.entries(metrics).map(([name, value]) => [name, numberToJson(value)]),
  );
}

/** The inverse of {@link metricsToJson}. */
export function metricsFromJson(metrics: AuthorityState["metrics"]): EpochMetrics {
  return Object.fromEntries(Object.entries(metrics).map(([name, value]) => [name, Number(value)]));
}
