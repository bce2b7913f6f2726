import { TolariaError } from "../errors/mod.ts";
import { show } from "../options.ts";

/** No group has the name. */
export function unknownGroup(name: string, groups: readonly string[]): TolariaError {
  return new TolariaError(
    "learning-rate/unknown-group",
    `Cannot find the learning rate as the group must be one of ${groups.map(show).join(", ") || "none yet"}: current value is ${show(name)}`,
  );
}

/** Another group has the name. */
export function doubledGroup(group: string): TolariaError {
  return new TolariaError(
    "learning-rate/doubled-group",
    `Cannot register group '${group}' as its name must be free: drop or rename the one that has it`,
  );
}

/** Nobody chooses the group's rate. */
export function noPolicy(group: string): TolariaError {
  return new TolariaError(
    "learning-rate/no-policy",
    `Cannot register group '${group}' as 'policy' must be given where the run has none and there is no parent to follow`,
  );
}

/** The rate of another group follows from the group's. */
export function inUse(group: string, dependent: string): TolariaError {
  return new TolariaError(
    "learning-rate/in-use",
    `Cannot drop group '${group}' as no other group must follow it: '${dependent}' does, drop that first`,
  );
}

/** The group has no rate yet. */
export function unset(group: string): TolariaError {
  return new TolariaError(
    "learning-rate/unset",
    `Cannot give the rate of group '${group}' as advance() must come first`,
  );
}
