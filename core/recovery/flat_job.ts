import type { Json } from "../json.ts";
import type { RunPlan } from "../ports/reports/run_report.ts";
import type { JobRecord } from "./job_record.ts";

/** The settings of a job as a flat list, so that jobs can be laid side by side. What is not set is left out. */
export function flatJob({
  fields,
  groups,
  policy,
}: Pick<JobRecord, "fields" | "groups" | "policy">): NonNullable<RunPlan["config"]> {
  const optimizers = groups.map(({ name, optimizer }) => [name, optimizer] as const);
  const flat: Record<string, string | number | boolean> = {};
  add(flat, "", fields);
  add(flat, "policy", policy.options);
  flat.policy = policy.name;
  for (const [group, { name, options, opaque }] of optimizers) {
    const prefix = optimizers.length === 1 ? "optimizer" : `optimizer.${group}`;
    add(flat, prefix, { ...options, ...opaque });
    flat[prefix] = name;
  }
  return flat;
}

function add(flat: Record<string, string | number | boolean>, prefix: string, value: Json): void {
  if (value === null || value === undefined) return;
  if (typeof value !== "object") {
    flat[prefix] = value;
    return;
  }
  if (Array.isArray(value) && value.every((item) => typeof item !== "object")) {
    flat[prefix] = value.join(", ");
    return;
  }
  for (const [key, item] of Object.entries(value)) {
    add(flat, prefix === "" ? key : `${prefix}.${key}`, item);
  }
}
