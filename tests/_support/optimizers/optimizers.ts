import {
  type ArenaLayout,
  OPTIMIZER,
  type Optimizer,
  type OptimizerState,
} from "../../../core/mod.ts";
import { Container, type ContainerModule, tf } from "../../../deps.ts";

/** Makes the optimizer that `module` binds. */
export function optimizerOf(module: ContainerModule): Optimizer {
  const container = new Container();
  container.load(module);
  return container.get(OPTIMIZER);
}

/** The state before the first update of weights that are 0. */
export function startOf(optimizer: Optimizer, layout: ArenaLayout): OptimizerState {
  const zeros_P = tf.zeros<tf.Rank.R1>([layout.size]);
  try {
    return optimizer.init(layout, zeros_P);
  } finally {
    zeros_P.dispose();
  }
}

/** Lays out weights by name and shape, in order. */
export function layoutOfShapes(shapes: Readonly<Record<string, readonly number[]>>): ArenaLayout {
  let offset = 0;
  const segments = Object.entries(shapes).map(([name, shape]) => {
    const size = shape.reduce((product, length) => product * length, 1);
    const segment = { name, shape, offset, size };
    offset += size;
    return segment;
  });
  return { segments, size: offset };
}

/** Gradients of the problems that the fixtures solve, by hand. */
export const PROBLEM_GRADIENTS: Readonly<
  Record<"quadratic" | "rosenbrock", (p: readonly number[]) => number[]>
> = {
  // (i + 1) (p_i - i / 10)
  quadratic: (p: readonly number[]) => p.map((value, i) => (i + 1) * (value - i / 10)),
  // d/dp_i of 100 (p_{i+1} - p_i^2)^2 + (1 - p_i)^2, and of the term before it
  rosenbrock: (p: readonly number[]) =>
    p.map((value, i) => {
      const next = p[i + 1];
      const previous = p[i - 1];
      const own = next === undefined ? 0 : -400 * value * (next - value ** 2) - 2 * (1 - value);
      return own + (previous === undefined ? 0 : 200 * (value - previous ** 2));
    }),
};

/** One parameter group that is trained in a test. */
export class TrainedGroup {
  readonly optimizer: Optimizer;
  readonly rate: number;
  parameters_P: tf.Tensor1D;
  state: OptimizerState;

  constructor(optimizer: Optimizer, layout: ArenaLayout, start: readonly number[], rate: number) {
    this.optimizer = optimizer;
    this.rate = rate;
    this.parameters_P = tf.tensor1d([...start]);
    this.state = optimizer.init(layout, this.parameters_P);
  }

  update(gradient: readonly number[]): void {
    const gradients_P = tf.tensor1d([...gradient]);
    const { parameters_P, state } = this;
    const updated = this.optimizer.update(parameters_P, gradients_P, state, this.rate);
    tf.dispose([parameters_P, gradients_P, state.slots] as tf.TensorContainer);
    this.parameters_P = updated.parameters_P;
    this.state = updated.state;
  }

  dispose(): void {
    tf.dispose([this.parameters_P, this.state.slots, this.state.constants] as tf.TensorContainer);
  }
}
