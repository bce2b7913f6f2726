import { after, before, test } from "node:test";
import { COMPUTE_BACKEND, type ComputeBackend } from "../../../core/mod.ts";
import { Container, type ContainerModule, tf } from "../../../deps.ts";
import { adagrad, adam, lamb, lion, rmsprop, sgd, wasm } from "../../../modules/mod.ts";
import { assertClose } from "../../../testing/_support/tensors.ts";
import {
  layoutOfShapes,
  optimizerOf,
  PROBLEM_GRADIENTS,
  TrainedGroup,
} from "../../_support/optimizers/optimizers.ts";

const MAKERS: Readonly<Record<string, () => ContainerModule>> = {
  sgd: () => sgd({ momentum: 0.9, weightDecay: 0.1 }),
  "sgd with dampening": () => sgd({ momentum: 0.9, dampening: 0.2 }),
  "sgd with nesterov": () => sgd({ momentum: 0.9, nesterov: true }),
  adam: () => adam({ weightDecay: 0.1, epsilon: 1e-3 }),
  rmsprop: () => rmsprop({ momentum: 0.5, centered: true, epsilon: 0.1 }),
  adagrad: () => adagrad({ weightDecay: 0.1 }),
  lion: () => lion({ weightDecay: 0.1 }),
  lamb: () => lamb({ weightDecay: 0.1, epsilon: 1e-3 }),
};

const START: readonly number[] = Array.from({ length: 23 }, (_, i) => Math.sin(i) / 2);

/** Weights after 20 updates on the current backend; neither weight ends where a group of four does. */
function train(module: ContainerModule): number[] {
  const layout = layoutOfShapes({ w: [3, 7], b: [2] });
  const group = new TrainedGroup(optimizerOf(module), layout, START, 1e-3);
  for (let step = 0; step < 20; step++) {
    group.update(PROBLEM_GRADIENTS.quadratic([...group.parameters_P.dataSync()]));
  }
  const reached = [...group.parameters_P.dataSync()];
  group.dispose();
  return reached;
}

let backend: ComputeBackend;
const expected: Record<string, number[]> = {};
before(async () => {
  await tf.setBackend("cpu");
  for (const [name, make] of Object.entries(MAKERS)) expected[name] = train(make());
  const container = new Container();
  container.load(wasm({ threads: 1 }));
  backend = container.get(COMPUTE_BACKEND);
  await backend.start();
});
after(() => backend.dispose());

for (const [name, make] of Object.entries(MAKERS)) {
  test(`${name} updates on wasm as on cpu`, () => {
    assertClose(train(make()), expected[name] as number[], 1e-5);
  });
}
