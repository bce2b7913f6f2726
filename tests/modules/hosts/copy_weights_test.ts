import assert from "node:assert/strict";
import { before, test } from "node:test";
import type { Host } from "../../../core/mod.ts";
import { tf } from "../../../deps.ts";
import {
  adamw,
  arrays,
  buildHost,
  cnn,
  constant,
  copyWeights,
  createTrainer,
  mlp,
  polyakUpdate,
  snapshots,
} from "../../../modules/mod.ts";
import { assertClose, leavesNoTensors } from "../../../testing/_support/tensors.ts";
import { EACH_BACKEND, useTestBackend } from "../../../testing/_support/test_backend.ts";
import {
  leavesNoTensorsAfter,
  spiral,
  watching,
  weightsOf,
} from "../../_support/training/training.ts";

const NETWORK = { inputShape: [2], hidden: [5], classes: 3 };
const build = (seed: number) => buildHost(mlp(NETWORK), seed);

/** Two hosts of different weights. */
async function twoHosts(): Promise<[Host, Host]> {
  return [await build(1), await build(2)];
}

before(useTestBackend);

test("buildHost() makes the weights that a trainer with the same seed begins with", async () => {
  const host = await build(7);
  const trainer = createTrainer({
    host: mlp(NETWORK),
    data: arrays(spiral(20)),
    modules: [adamw(), constant(0.01), EACH_BACKEND.cpu?.() ?? []],
    seed: 7,
  });
  assert.deepEqual(weightsOf(host), weightsOf(await trainer.host()));
  host.dispose();
  await trainer.dispose();
});

test("copyWeights() copies every weight, which later changes of the source do not reach", async () => {
  const [from, to] = await twoHosts();
  const values = weightsOf(from);
  assert.notDeepEqual(weightsOf(to), values);
  leavesNoTensors(() => copyWeights(from, to));
  assert.deepEqual(weightsOf(to), values);
  for (const { variable } of from.parameters) tf.tidy(() => variable.assign(variable.mul(3)));
  assert.deepEqual(weightsOf(to), values);
  for (const host of [from, to]) host.dispose();
});

test("polyakUpdate() returns tau * online + (1 - tau) * target, and copies buffers whole", async () => {
  const images = cnn({
    inputShape: [4, 4, 1],
    filters: [2],
    units: 3,
    classes: 2,
    batchNorm: true,
  });
  const [from, to] = [await buildHost(images, 1), await buildHost(images, 2)];
  assert.ok(from.buffers.length > 0);
  for (const { variable } of from.buffers) tf.tidy(() => variable.assign(variable.add(1)));
  const [online, target] = [weightsOf(from), weightsOf(to)];
  leavesNoTensors(() => polyakUpdate(from, to, { tau: 0.25 }));
  const updated = weightsOf(to);
  for (const { name } of to.parameters) {
    const expected = (online[name] ?? []).map(
      (value, at) => 0.25 * value + 0.75 * (target[name]?.[at] as number),
    );
    assertClose(updated[name] as number[], expected, 1e-6, name);
  }
  for (const { name } of to.buffers) assert.deepEqual(updated[name], online[name]);
  for (const host of [from, to]) host.dispose();
});

for (const [backend, module] of Object.entries(EACH_BACKEND)) {
  test(`copyWeights() keeps its copy while the source trains on, with snapshots, on ${backend}`, async () => {
    let online: Host | undefined;
    let target: Host | undefined;
    let copied: Record<string, number[]> | undefined;
    await leavesNoTensorsAfter(async () => {
      await using trainer = createTrainer({
        host: mlp(NETWORK),
        data: arrays(spiral(20)),
        modules: [
          module(),
          adamw(),
          constant(0.05),
          snapshots({ everySteps: 2 }),
          watching({
            onStep: ({ step }) => {
              if (step !== 3 && step !== 4) return;
              copyWeights(online as Host, target as Host);
              copied = weightsOf(target as Host);
              assert.deepEqual(copied, weightsOf(online as Host));
            },
          }),
        ],
        batchSize: 4,
        seed: 3,
      });
      online = await trainer.host();
      target = await build(9);
      await trainer.run({ epochs: 2 });
      assert.notDeepEqual(weightsOf(online), copied);
      assert.deepEqual(weightsOf(target), copied);
      target.dispose();
    });
  });
}

test("copyWeights() refuses a host that a trainer has", async () => {
  const trainer = createTrainer({
    host: mlp(NETWORK),
    data: arrays(spiral(20)),
    modules: [adamw(), constant(0.01), EACH_BACKEND.cpu?.() ?? []],
  });
  const from = await build(1);
  const to = await trainer.host();
  assert.throws(() => copyWeights(from, to), {
    code: "host/unsupported",
    message: /^A trainer has "mlp", .* buildHost\(\).*\. Cannot copy weights\.$/,
  });
  from.dispose();
  await trainer.dispose();
});

test("polyakUpdate() refuses other names, other shapes and a tau outside of (0, 1]", async () => {
  const host = await build(1);
  const wider = await buildHost(mlp({ ...NETWORK, hidden: [6] }));
  const deeper = await buildHost(mlp({ ...NETWORK, hidden: [5, 5] }));
  const values = weightsOf(wider);
  assert.throws(() => polyakUpdate(host, wider, { tau: 0.5 }), {
    code: "host/unsupported",
    message: /^Weight "hidden1\/dense\/kernel" must be \[2, 6\], but is \[2, 5\]\./,
  });
  assert.deepEqual(weightsOf(wider), values);
  for (const [from, to] of [
    [host, deeper],
    [deeper, host],
  ] as const) {
    assert.throws(() => copyWeights(from, to), {
      code: "host/unsupported",
      message: /"mlp" has a weight "hidden2\/dense\/kernel"/,
    });
  }
  assert.throws(() => polyakUpdate(host, host, { tau: 0 }), { code: "options/invalid" });
  for (const one of [host, wider, deeper]) one.dispose();
});
