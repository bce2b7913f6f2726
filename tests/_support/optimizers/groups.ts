import { ParameterGroup } from "../../../core/arena/parameter_group.ts";
import { ParameterGroups } from "../../../core/arena/parameter_groups.ts";
import type { Optimizer, OptimizerState, Parameter } from "../../../core/mod.ts";
import { LearningRateAuthority } from "../../../core/mod.ts";
import type { ManagerParts } from "../../../core/optimizers/manager_parts.ts";
import { OptimizerManager } from "../../../core/optimizers/optimizer_manager.ts";
import { OptimizerSource } from "../../../core/optimizers/optimizer_source.ts";
import { tf } from "../../../deps.ts";
import { CATALOGUE, ManualClock } from "../../../modules/mod.ts";

/** A weight with numbers in it. */
export function parameterOf(name: string, values: number[][] | number[]): Parameter {
  const initial = tf.tensor(values);
  const variable = tf.variable(initial);
  initial.dispose();
  return { name, variable };
}

/** A matrix [2, 3] and a vector [3], the same each time. */
export function smallWeights(prefix = ""): Parameter[] {
  return [
    parameterOf(`${prefix}kernel`, [
      [0.5, -0.4, 0.3],
      [-0.2, 0.1, 0.6],
    ]),
    parameterOf(`${prefix}bias`, [-0.7, 0.8, -0.9]),
  ];
}

/** Updates `group` by a gradient that differs from step to step. */
export function trainGroup(group: ParameterGroup, steps: number, rate = 0.01): void {
  for (let step = 1; step <= steps; step++) {
    const values = Array.from(
      { length: group.layout.size },
      (_, i) => Math.sin(step * 0.3 + i) + 0.5,
    );
    const gradients_P = tf.tensor1d(values);
    group.update(gradients_P, rate);
    gradients_P.dispose();
  }
}

/** The numbers of everything that the next update of a group depends on. */
export function bitsOf({ contents }: ParameterGroup) {
  const { parameters, parameters_P, optimizer, state, layout } = contents;
  return {
    optimizer,
    layout,
    names: parameters.map(({ name }) => name),
    variables: parameters.map(({ variable }) => [...variable.dataSync()]),
    parameters_P: [...parameters_P.dataSync()],
    state: numbersOf(state),
  };
}

/** The numbers of a state. */
export function numbersOf({ count, slots, scalars, constants }: OptimizerState) {
  const read = (tensors: Readonly<Record<string, tf.Tensor>>) =>
    Object.fromEntries(Object.entries(tensors).map(([name, t]) => [name, [...t.dataSync()]]));
  return { count, scalars: { ...scalars }, slots: read(slots), constants: read(constants) };
}

/** A manager over `groups` at a rate of 0.01. */
export function managerOf(
  groups: readonly ParameterGroup[],
  parts: Partial<ManagerParts> = {},
): { manager: OptimizerManager; groups: ParameterGroups; rates: LearningRateAuthority } {
  const rates = ratesOf(groups.map(({ name }) => name));
  const all = new ParameterGroups(groups);
  const kinds = CATALOGUE.find(({ tokenName }) => tokenName === "OPTIMIZER")?.providers ?? {};
  const manager = new OptimizerManager({
    groups: all,
    source: new OptimizerSource(kinds),
    rates,
    clock: new ManualClock(),
    progress: { step: 10 },
    limit: { changes: 100, steps: 100 },
    overrides: [],
    ...parts,
  });
  return { manager, groups: all, rates };
}

function ratesOf(names: readonly string[]): LearningRateAuthority {
  const policy = { name: "constant", check: () => {}, rate: () => 0.01 };
  const rates = new LearningRateAuthority(policy);
  for (const name of names) rates.register(name);
  rates.advance({ step: 10, epoch: 0, totalSteps: 100, stepsPerEpoch: 10 });
  return rates;
}

/** A group called `host` of {@link smallWeights}, trained for some steps. */
export function trainedGroup(optimizer: Optimizer, steps = 10, name = "host"): ParameterGroup {
  const group = new ParameterGroup(
    smallWeights(name === "host" ? "" : `${name}/`),
    [],
    optimizer,
    name,
  );
  trainGroup(group, steps);
  return group;
}
