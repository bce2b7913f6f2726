import type { Json } from "../json.ts";
import { HOST_GROUP } from "../learning_rates/authority.ts";
import type { PolicyRecord } from "../learning_rates/policy_record.ts";
import { compareGroups } from "../optimizers/compare_groups.ts";
import { show } from "../options.ts";
import { compareData } from "./compare_data.ts";
import { FIELDS, type FieldRule, type JobRecord } from "./job_record.ts";

/** Weights named at most. */
const SHOWN = 3;

/** One thing in which a job differs from the one that wrote a checkpoint. */
export interface JobDifference {
  readonly rule: FieldRule;
  /** What differs, for people: `peak 0.003 -> 0.001`; for a refusal, the rule that is broken. */
  readonly text: string;
  /** The group whose optimizer is another, if that is what differs. */
  readonly group?: string;
}

/** Compares two jobs field by field; in the order of the fields. */
export function compareJobs(then: JobRecord, now: JobRecord): readonly JobDifference[] {
  return [
    ...compareFields(then.fields, now.fields),
    ...compareData(then.data, now.data).map((text) => ({ rule: "refused" as const, text })),
    ...compareWeights(then.weights, now.weights),
    ...compareGroups(then.groups, now.groups, HOST_GROUP).map((difference) => ({
      rule: "applied" as const,
      ...difference,
    })),
    ...comparePolicies(then.policy, now.policy),
  ];
}

function compareFields(then: JobRecord["fields"], now: JobRecord["fields"]): JobDifference[] {
  return Object.entries(FIELDS).flatMap(([name, rule]): JobDifference[] => {
    const [before, after] = [then[name] ?? null, now[name] ?? null];
    if (before === after) return [];
    if (rule === "refused") return [{ rule, text: mustBe(`"${name}"`, before, after) }];
    const note = rule === "inexact" ? " (the last bits may differ)" : "";
    return [{ rule, text: `${changed(name, before, after)}${note}` }];
  });
}

function compareWeights(then: JobRecord["weights"], now: JobRecord["weights"]): JobDifference[] {
  const names = [...new Set([...Object.keys(then), ...Object.keys(now)])];
  const faults = names.flatMap((name): string[] => {
    const [before, after] = [then[name], now[name]];
    if (!before) return [`weight "${name}" is not in the checkpoint`];
    if (!after) return [`weight "${name}" of the checkpoint is not in the network`];
    if (before.join() === after.join()) return [];
    return [
      `weight "${name}" must have shape [${before}], as in the checkpoint, but has [${after}]`,
    ];
  });
  const shown = faults.slice(0, SHOWN);
  const others = faults.length - shown.length;
  const texts = others > 0 ? [...shown, `${others} more weights differ`] : shown;
  return texts.map((text) => ({ rule: "refused", text }));
}

function comparePolicies(then: PolicyRecord, now: PolicyRecord): JobDifference[] {
  if (then.name !== now.name) {
    return [{ rule: "refused", text: mustBe('"policy"', then.name, now.name) }];
  }
  return compareOptions(then.options, now.options, now.name);
}

/** Options of a policy, and of those that it is composed of. */
function compareOptions(then: Json, now: Json, policy: string, path = ""): JobDifference[] {
  if (!isRecord(then) || !isRecord(now)) {
    if (JSON.stringify(then) === JSON.stringify(now)) return [];
    return [{ rule: "applied", text: changed(`${path} of ${policy}`, then, now) }];
  }
  return [...new Set([...Object.keys(then), ...Object.keys(now)])].flatMap((key) => {
    const [before, after] = [then[key] ?? null, now[key] ?? null];
    // The kind of a policy that another is composed of.
    if (key === "name" && "options" in now && before !== after) {
      return [{ rule: "refused", text: mustBe(`"${path}" of ${policy}`, before, after) }];
    }
    const inner = key === "options" ? path : `${path}${path && "."}${key}`;
    return compareOptions(before, after, policy, inner);
  });
}

function isRecord(value: Json): value is Readonly<Record<string, Json>> {
  return typeof value === "object" && value !== null;
}

function mustBe(what: string, then: Json, now: Json): string {
  return `${what} must be ${show(then)}, as in the checkpoint, but is ${show(now)}`;
}

/** `peak 0.003 -> 0.001`. */
function changed(name: string, then: Json, now: Json): string {
  return `${name} ${valueText(then)} -> ${valueText(now)}`;
}

function valueText(value: Json): string {
  if (value === null) return "none";
  return typeof value === "object" ? JSON.stringify(value) : String(value);
}
