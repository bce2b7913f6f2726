import type { Json } from "../json.ts";
import type { JobGroupRecord } from "./job_groups.ts";
import type { OptimizerRecord } from "./recreate_optimizer.ts";

/** Names shown at most of weights that moved. */
const SHOWN = 3;

/** One thing in which the groups of two jobs differ. */
export interface GroupDifference {
  /** What differs, for people: `weightDecay of adamw 0.01 -> 0.9`. */
  readonly text: string;
  /** The group whose optimizer is of another kind, if that is what differs. */
  readonly group?: string;
}

/**
 * Compares the groups of two jobs: optimizers with their options, which groups there are, what is in them, what is frozen.
 *
 * @param main The group that needs no naming.
 */
export function compareGroups(
  then: readonly JobGroupRecord[],
  now: readonly JobGroupRecord[],
  main: string,
): readonly GroupDifference[] {
  const before = new Map(then.map((group) => [group.name, group]));
  const added = now.filter(({ name }) => !before.has(name));
  const dropped = then.filter(({ name }) => !now.some((group) => group.name === name));
  return [
    ...now.flatMap(({ name, optimizer }) => {
      const old = before.get(name);
      const of = name === main ? "" : ` of group "${name}"`;
      return old ? compareOptimizers(old.optimizer, optimizer, name, of) : [];
    }),
    ...added.map(({ name, weights }) => ({ text: `group "${name}" added (${listed(weights)})` })),
    ...dropped.map(({ name, weights }) => ({
      text: `group "${name}" dropped (${listed(weights)})`,
    })),
    ...moves(then, now),
  ];
}

function compareOptimizers(
  then: OptimizerRecord,
  now: OptimizerRecord,
  group: string,
  of: string,
): GroupDifference[] {
  if (then.name !== now.name) {
    return [{ text: `optimizer${of} ${now.name} replaces ${then.name}`, group }];
  }
  const [old, own]: Record<string, Json>[] = [then, now].map((one) => ({
    ...one.options,
    ...one.opaque,
  }));
  return [...new Set([...Object.keys(old ?? {}), ...Object.keys(own ?? {})])].flatMap((option) => {
    const [before, after] = [old?.[option], own?.[option]].map(valueText);
    return before === after
      ? []
      : [{ text: `${option} of ${now.name}${of} ${before} -> ${after}` }];
  });
}

/** Weights that are frozen, trained again, or in another group, though both groups are there in both jobs. */
function moves(then: readonly JobGroupRecord[], now: readonly JobGroupRecord[]): GroupDifference[] {
  const before = placesOf(then);
  const after = placesOf(now);
  const frozen = [...before.keys()].filter((weight) => !after.has(weight));
  const thawed = [...after.keys()].filter((weight) => !before.has(weight));
  const moved = [...after].filter(([weight, group]) => {
    const old = before.get(weight);
    const lasts = then.some(({ name }) => name === group) && now.some(({ name }) => name === old);
    return old !== undefined && old !== group && lasts;
  });
  return [
    ...(frozen.length > 0 ? [{ text: `frozen: ${listed(frozen)}` }] : []),
    ...(thawed.length > 0 ? [{ text: `trained again: ${listed(thawed)}` }] : []),
    ...moved.map(([weight, group]) => ({
      text: `weight "${weight}" is in group "${group}", not "${before.get(weight)}"`,
    })),
  ];
}

function placesOf(groups: readonly JobGroupRecord[]): Map<string, string> {
  return new Map(groups.flatMap(({ name, weights }) => weights.map((one) => [one, name])));
}

function listed(names: readonly string[]): string {
  const shown = names.slice(0, SHOWN).join(", ");
  return names.length > SHOWN ? `${shown} and ${names.length - SHOWN} more` : shown;
}

function valueText(value: Json | undefined): string {
  if (value === undefined || value === null) return "none";
  return typeof value === "object" ? JSON.stringify(value) : String(value);
}
