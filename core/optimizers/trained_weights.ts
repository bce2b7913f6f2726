import type { GroupContents } from "../arena/parameter_group.ts";
import { matches, type ParameterMatch } from "../arena/partition.ts";
import { TolariaError } from "../errors/mod.ts";
import type { Parameter } from "../ports/host.ts";

/** Which weights of a group are trained, and which are not. */
export type TrainedWeights = Pick<GroupContents, "parameters" | "buffers">;

/** The weights of `group` with those left out of training that `match` means. */
export function frozen(
  group: string,
  { parameters, buffers }: TrainedWeights,
  match: ParameterMatch,
): TrainedWeights {
  const meant = meantOf("freeze", group, parameters, match);
  const left = parameters.filter((parameter) => !meant.includes(parameter));
  return { parameters: left, buffers: [...buffers, ...meant] };
}

/** The weights of `group` with those trained again that `match` means. */
export function unfrozen(
  group: string,
  { parameters, buffers }: TrainedWeights,
  match: ParameterMatch,
): TrainedWeights {
  const meant = meantOf("unfreeze", group, buffers, match);
  const left = buffers.filter((parameter) => !meant.includes(parameter));
  return { parameters: [...parameters, ...meant], buffers: left };
}

/** Throws if nothing at all would be trained. @throws {TolariaError} `optimizer/refused`. */
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
