import { z } from "../../deps.ts";
import type { Json } from "../json.ts";
import type { LearningRatePolicy } from "../ports/learning_rate_policy.ts";

/** What is written down of a policy: its kind and its options, those that it is composed of included. */
export interface PolicyRecord {
  readonly name: string;
  readonly options: Readonly<Record<string, Json>>;
}

/** Rules of {@link PolicyRecord}. */
export const PolicyRecordSchema: z.ZodType<PolicyRecord> = z.strictObject({
  name: z.string().min(1),
  options: z.record(z.string(), z.json()),
}) as z.ZodType<PolicyRecord>;

/** What is to be written down of `policy`. A function among its options is called by its name. */
export function describePolicy({ name, options = {} }: LearningRatePolicy): PolicyRecord {
  return { name, options: toJson(options) as PolicyRecord["options"] };
}

function toJson(value: unknown): Json {
  if (typeof value === "function") return value.name;
  if (Array.isArray(value)) return value.map(toJson);
  if (typeof value !== "object" || value === null) return jsonOf(value);
  const entries = Object.entries(value).filter(([, one]) => one !== undefined);
  return Object.fromEntries(entries.map(([key, one]) => [key, toJson(one)]));
}

function jsonOf(value: unknown): Json {
  const plain = value === null || typeof value === "string" || typeof value === "boolean";
  return plain || Number.isFinite(value) ? (value as Json) : String(value);
}
