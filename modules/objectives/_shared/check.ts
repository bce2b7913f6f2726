import { type Column, errorMessage, type Host, TolariaError } from "../../../core/mod.ts";

/** The one output and the one target column of a host that has one of each. */
export interface Pair {
  /** Shape of the output without the batch axis. */
  readonly output: readonly (number | null)[];
  /** Activation of the output; undefined if it is unknown. */
  readonly activation: string | undefined;
  readonly target: Column;
}

/** Fails with `host/unsupported` and the rule that is broken. */
export function refuse(objective: string, rule: string): never {
  throw new TolariaError("host/unsupported", errorMessage(rule, `train with ${objective}`));
}

/** The host's output and its target; throws if there is not exactly one of each. */
export function onlyPair(objective: string, host: Host, targets: readonly Column[]): Pair {
  const { outputShapes, outputActivations } = host;
  if (outputShapes.length !== 1) {
    refuse(objective, `the network must have 1 output, but has ${outputShapes.length}`);
  }
  if (targets.length !== 1) {
    refuse(objective, `the data must have 1 target column, but has ${targets.length}`);
  }
  return {
    output: outputShapes[0] as readonly (number | null)[],
    activation: outputActivations[0],
    target: targets[0] as Column,
  };
}

/** Throws if the output is squashed although logits are expected, or the other way round. */
export function checkActivation(
  objective: string,
  squashing: string,
  fromLogits: boolean,
  { activation }: Pair,
): void {
  if (activation === undefined || (activation === squashing) !== fromLogits) return;
  const remedy = fromLogits
    ? `remove the activation, or pass { fromLogits: false }`
    : `end the network in "${squashing}", or leave "fromLogits" out`;
  refuse(
    objective,
    `the last activation must ${fromLogits ? "not " : ""}be "${squashing}", but is "${activation}"; ${remedy}`,
  );
}

/** Throws if the target's values have another shape than the output's; an axis of one may be missing. */
export function checkSameShape(objective: string, { output, target }: Pair): void {
  const [own, of] = [squeezed(output), squeezed(target.shape)];
  const same =
    own.length === of.length && own.every((size, axis) => size === null || size === of[axis]);
  if (same) return;
  refuse(
    objective,
    `the shape of column "${target.name}" must be [${output.join(", ")}] like the output's, but is [${target.shape.join(", ")}]`,
  );
}

function squeezed(shape: readonly (number | null)[]): readonly (number | null)[] {
  return shape.at(-1) === 1 ? shape.slice(0, -1) : shape;
}

/** Throws if the weights are neither those of examples nor those of positions along the first axes of `positions`. */
export function checkWeights(
  objective: string,
  weights: Column | undefined,
  positions: readonly (number | null)[],
): void {
  if (!weights) return;
  const { name, shape } = weights;
  const fits =
    shape.length <= positions.length &&
    shape.every((size, axis) => positions[axis] === null || positions[axis] === size);
  if (fits) return;
  refuse(
    objective,
    `the weights of column "${name}" must be one an example ([]) or one a position of [${positions.join(", ")}], but have the shape [${shape.join(", ")}]`,
  );
}
