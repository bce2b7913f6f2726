import type { GroupContents } from "../arena/parameter_group.ts";
import { matches, type ParameterMatch } from "../arena/partition.ts";
import { TolariaError } from "../errors/mod.ts";
import type { Parameter } from "../ports/host.ts";

/** Trained weights and buffers of a group. */
export type TrainedWeights = Pick<GroupContents, "parameters" | "buffers">;

/** Freezes the weights of `group` that `match` selects. */
export function frozen(
  group: string,
  { parameters, buffers }: TrainedWeights,
  match: ParameterMatch,
): TrainedWeights {
  const meant = meantOf("freeze", group, parameters, match);
  const left = parameters.filter((parameter) => !meant.includes(parameter));
  return { parameters: left, buffers: [...buffers, ...meant] };
}

/** Unfreezes the weights of `group` that `match` selects. */
export function unfrozen(
  group: string,
  { parameters, buffers }: TrainedWeights,
  match: ParameterMatch,
): TrainedWeights {
  const meant = meantOf("unfreeze", group, buffers, match);
  const left = buffers.filter((parameter) => !meant.includes(parameter));
  return { parameters: [...parameters, ...meant], buffers: left };
}

/** Throws if nothing would be trained. @throws {TolariaError} `optimizer/refused`. */
export function checkTrained(
  group: string,
  parameters: readonly Parameter[],
  numbersInOthers: number,
): void {
  if (parameters.length > 0 || numbersInOthers > 0) return;
  throw new TolariaError(
    "optimizer/refused",
    `Nothing would be left to train. Cannot freeze group "${group}".`,
  );
}

function meantOf(
  action: string,
  group: string,
  known: readonly Parameter[],
  match: ParameterMatch,
): readonly Parameter[] {
  const meant = known.filter(({ name }) => matches(match, name));
  if (meant.length > 0) return meant;
  const names = known.map(({ name }) => name).join(", ");
  throw new TolariaError(
    "optimizer/refused",
    `"match" matches no parameter; known parameters: ${names || "none"}. Cannot ${action} parameters of group "${group}".`,
  );
}
