import assert from "node:assert/strict";
import { test } from "node:test";
import {
  GRADIENT_TRANSFORM,
  type GradientTransform,
  type RunOptions,
  type StepReport,
} from "../../../core/mod.ts";
import { ContainerModule, type tf } from "../../../deps.ts";
import {
  clipByGlobalNorm,
  constant,
  gradientNoise,
  MemoryCheckpointStore,
  memoryCheckpoints,
} from "../../../modules/mod.ts";
import { assertClose } from "../../../testing/_support/tensors.ts";
import {
  gradientDescent,
  leavesNoTensorsAfter,
  parametersOf,
  type TrainerChanges,
  trainerOf,
  watching,
} from "../../_support/training/training.ts";

function own(transform: GradientTransform): ContainerModule {
  return new ContainerModule(({ bind }) => {
    bind(GRADIENT_TRANSFORM).toConstantValue(transform);
  });
}

const times = (factor: number, name = "times") =>
  own({
    name,
    transform: (groups) => groups.map(({ gradients_P }) => gradients_P.mul<tf.Tensor1D>(factor)),
  });
const plus = (value: number) =>
  own({
    name: "plus",
    transform: (groups) => groups.map(({ gradients_P }) => gradients_P.add<tf.Tensor1D>(value)),
  });

/** The gradient of the first step as the optimizer gets it. */
async function given(modules: readonly ContainerModule[], changes: TrainerChanges = {}) {
  const seen: number[][] = [];
  await using trainer = trainerOf({
    ...changes,
    modules: [gradientDescent(seen), constant(0.1), ...modules],
  });
  await trainer.run({ epochs: 1 });
  return seen[0] as number[];
}

test("Gradient transforms act in the order of their modules, behind the limits of the settings", async () => {
  const plain = await given([]);
  const norm = Math.hypot(...plain);
  const expected = (value: number) => 3 * ((value * 0.01) / norm + 2);
  const transformed = await given([plus(2), times(3)], { clipNorm: 0.01 });
  assertClose(transformed, plain.map(expected), 1e-6);
  const others = await given([times(3), plus(2)]);
  assertClose(
    others,
    plain.map((value) => 3 * value + 2),
    1e-6,
  );
});

test("clipByGlobalNorm() equals clipNorm, over several groups too", async () => {
  const groups = [{ name: "biases", match: /bias/ }];
  const weightsOf = async (modules: readonly ContainerModule[], changes: TrainerChanges) => {
    await using trainer = trainerOf({
      groups,
      ...changes,
      modules: [gradientDescent(), constant(0.1), ...modules],
    });
    await trainer.run({ epochs: 2 });
    return await parametersOf(trainer);
  };
  const short = await weightsOf([], { clipNorm: 0.05 });
  assertClose(await weightsOf([clipByGlobalNorm({ maxNorm: 0.05 })], {}), short, 1e-6);
});

test("Trainer.run() names the gradient transforms, and leaves no tensors behind", () =>
  leavesNoTensorsAfter(async () => {
    const trainer = trainerOf({
      modules: [gradientDescent(), constant(0.1), times(1), clipByGlobalNorm({ maxNorm: 0.05 })],
    });
    const { plan } = await trainer.run({ epochs: 1 });
    assert.equal(plan.providers["gradient-transforms"], "times, clip-by-global-norm");
    await trainer.dispose();
  }));

test("Trainer.run() fails when a transform returns gradients of another size", async () => {
  const short = own({
    name: "short",
    transform: (groups) => groups.map(({ gradients_P }) => gradients_P.slice([1])),
  });
  await using trainer = trainerOf({ modules: [gradientDescent(), constant(0.1), short] });
  await assert.rejects(() => trainer.run({ epochs: 1 }), {
    name: "RangeError",
    message:
      '"transform" must return [33] numbers for group "host", but returned [32]. Cannot train with "short".',
  });
});

/** Doubles the gradient every other time. */
function alternating(): ContainerModule {
  let calls = 0;
  return own({
    name: "alternating",
    transform: (groups) => {
      calls += 1;
      return groups.map(({ gradients_P }) => gradients_P.mul<tf.Tensor1D>(1 + (calls % 2)));
    },
    state: () => calls,
    restore: (state) => {
      calls = state as number;
    },
  });
}

test("Trainer.run() gives the same bits with noise and a transform that remembers when it is resumed", async () => {
  const store = new MemoryCheckpointStore();
  const run = async (options: Partial<RunOptions>, abortAt?: number) => {
    const abort = new AbortController();
    const onStep = ({ step }: StepReport) => {
      if (step === abortAt) abort.abort();
    };
    await using trainer = trainerOf({
      modules: [
        gradientDescent(),
        constant(0.1),
        gradientNoise(),
        alternating(),
        memoryCheckpoints({ store }),
        watching({ onStep }),
      ],
    });
    return await trainer.run({ epochs: 3, signal: abort.signal, ...options });
  };
  const whole = await run({});
  await run({}, 7);
  const resumed = await run({ resume: {} });
  assert.equal(resumed.weightsHash, whole.weightsHash);
  assert.equal(resumed.recovery.resumedFrom?.step, 7);
});
