import assert from "node:assert/strict";
import { before } from "node:test";
import {
  type ArenaLayout,
  GRADIENT_TRANSFORM,
  type GradientTransform,
  type GroupGradient,
  RandomStream,
} from "../core/mod.ts";
import { type ContainerModule, tf } from "../deps.ts";
import { resolveProvider } from "./_support/resolve_provider.ts";
import { type SuiteOptions, suiteOf } from "./_support/suite.ts";
import { leavesNoTensors } from "./_support/tensors.ts";
import { useTestBackend } from "./_support/test_backend.ts";

const LAYOUT: ArenaLayout = {
  segments: [
    { name: "kernel", shape: [3, 2], offset: 0, size: 6 },
    { name: "bias", shape: [2], offset: 6, size: 2 },
  ],
  size: 8,
};
const SMALL: ArenaLayout = {
  segments: [{ name: "filter", shape: [1, 1, 2, 2], offset: 0, size: 4 }],
  size: 4,
};

const wave = ({ size }: ArenaLayout, pace: number) =>
  tf.tensor1d(Array.from({ length: size }, (_, at) => 3 * Math.sin((at + 1) * pace)));

function groupsOf(step: number): GroupGradient[] {
  return [
    {
      group: "host",
      layout: LAYOUT,
      gradients_P: wave(LAYOUT, step + 1),
      parameters_P: wave(LAYOUT, 0.7),
    },
    {
      group: "head",
      layout: SMALL,
      gradients_P: wave(SMALL, step + 2),
      parameters_P: wave(SMALL, 0.3),
    },
  ];
}

const stream = () => new RandomStream(3, "gradient-transforms");

/** What a transform makes of the gradients of some steps. */
function run(transform: GradientTransform, steps: readonly number[], random: RandomStream) {
  return steps.map((step) => {
    const groups = groupsOf(step);
    let made: readonly tf.Tensor1D[] = [];
    tf.tidy(() => {
      made = transform.transform(groups, { step, random });
      return made as tf.Tensor1D[];
    });
    const values = made.map((gradients_P) => [...gradients_P.dataSync()]);
    tf.dispose(made as tf.Tensor[]);
    tf.dispose(groups.flatMap(({ gradients_P, parameters_P }) => [gradients_P, parameters_P]));
    return values;
  });
}

/**
 * Checks what the port {@link GradientTransform} obliges a provider to.
 *
 * @param module Makes the provider.
 */
export function conformsToGradientTransform(
  module: () => ContainerModule,
  options: SuiteOptions = {},
): void {
  const check = suiteOf(options);
  const create = () => resolveProvider(GRADIENT_TRANSFORM, module());
  before(useTestBackend);

  check("GradientTransform.transform() returns a finite gradient for each group", async () => {
    for (const made of run(await create(), [0, 1, 5], stream())) {
      assert.deepEqual(
        made.map(({ length }) => length),
        [LAYOUT.size, SMALL.size],
      );
      assert.ok(made.flat().every(Number.isFinite), `${made}`);
    }
  });

  check("GradientTransform.transform() is the same for the same numbers drawn", async () => {
    const [one, other] = [await create(), await create()];
    const [first, second] = [stream(), stream()];
    assert.deepEqual(run(one, [0, 1, 2], first), run(other, [0, 1, 2], second));
    assert.deepEqual(first.state(), second.state());
  });

  check("GradientTransform goes on from a saved state to the same gradients", async () => {
    const [whole, resumed] = [await create(), await create()];
    const random = stream();
    run(whole, [0, 1, 2], random);
    const saved = JSON.parse(JSON.stringify([random.state(), whole.state?.() ?? null]));
    const expected = run(whole, [3, 4], random);
    random.restore(saved[0]);
    resumed.restore?.(saved[1]);
    assert.deepEqual(run(resumed, [3, 4], random), expected);
  });

  check("GradientTransform leaves its arguments as they are, and leaks no tensor", async () => {
    const transform = await create();
    const groups = groupsOf(1);
    const values = () =>
      groups.map(({ gradients_P, parameters_P }) => [
        [...gradients_P.dataSync()],
        [...parameters_P.dataSync()],
      ]);
    const before = values();
    leavesNoTensors(() => {
      tf.tidy(() => {
        transform.transform(groups, { step: 1, random: stream() });
      });
    });
    assert.deepEqual(values(), before);
  });

  check("GradientTransform has a name, and options that are plain data", async () => {
    const { name, options: made = {} } = await create();
    assert.match(name, /^[a-z][a-z-]*$/);
    assert.deepEqual(JSON.parse(JSON.stringify(made)), made);
  });
}
