import assert from "node:assert/strict";
import { test } from "node:test";
import { disposeModel, HOST_BUILDER, type Host } from "../../../core/mod.ts";
import { tf } from "../../../deps.ts";
import { cnn, layersModel } from "../../../modules/mod.ts";
import { SeedLifecycleStage } from "../../../proto/mod.ts";
import { resolveProvider } from "../../../testing/_support/resolve_provider.ts";
import { assertClose } from "../../../testing/_support/tensors.ts";
import { useTestBackend } from "../../../testing/_support/test_backend.ts";
import { growTo, onSeedStage, type SeedTestStage } from "../../_support/training/seeds.ts";
import { leavesNoTensorsAfter } from "../../_support/training/training.ts";

const { SEED_STAGE_BLENDING: BLENDING, SEED_STAGE_FOSSILIZED: FOSSILIZED } = SeedLifecycleStage;

type Symbolic = tf.SymbolicTensor;

/** Networks that put together what a graph can be made of; weights are random. */
const NETWORKS: Readonly<Record<string, () => tf.LayersModel>> = {
  "a chain of layers without names": () =>
    tf.sequential({
      layers: [
        tf.layers.conv2d({ filters: 2, kernelSize: 3, inputShape: [6, 6, 1] }),
        tf.layers.batchNormalization(),
        tf.layers.flatten(),
        tf.layers.dense({ units: 3, activation: "softmax" }),
      ],
    }),
  "models within models, with layers of the same names": () => {
    const part = (name: string) =>
      tf.sequential({
        name,
        layers: [tf.layers.dense({ units: 3, inputShape: [3], name: "dense" }), tf.layers.reLU()],
      });
    return tf.sequential({ layers: [part("left"), part("right"), tf.layers.dense({ units: 1 })] });
  },
  "a shared layer, two inputs and two outputs": () => {
    const [a, b] = [tf.input({ shape: [4], name: "a" }), tf.input({ shape: [4], name: "b" })];
    const shared = tf.layers.dense({ units: 3, name: "shared" });
    const [x, y] = [shared.apply(a), shared.apply(b)] as [Symbolic, Symbolic];
    const sum = tf.layers.add().apply([x, y]) as Symbolic;
    const product = tf.layers.multiply().apply([x, y]) as Symbolic;
    return tf.model({ inputs: [a, b], outputs: [sum, product] });
  },
  "recurrent layers, one of which begins where another ends": () => {
    const input = tf.input({ shape: [5, 2] });
    const both = tf.layers.bidirectional({
      layer: tf.layers.gru({ units: 3, returnSequences: true }) as tf.RNN,
      mergeMode: "concat",
    });
    const encoder = tf.layers.lstm({ units: 4, returnState: true });
    const [, h, c] = encoder.apply(both.apply(input) as Symbolic) as Symbolic[];
    const decoder = tf.layers.lstm({ units: 4, returnSequences: true });
    const states = { initialState: [h, c] as Symbolic[] };
    const each = tf.layers.timeDistributed({ layer: tf.layers.dense({ units: 2 }) });
    return tf.model({
      inputs: input,
      outputs: each.apply(decoder.apply(input, states) as Symbolic) as Symbolic,
    });
  },
};

async function hostOf(make: () => tf.LayersModel): Promise<Host> {
  await useTestBackend();
  return (await resolveProvider(HOST_BUILDER, layersModel(make))).build();
}

/** Outputs of the host and of a copy of it for the same inputs. */
function outputsOf(host: Host, copy: tf.LayersModel) {
  const inputs = host.inputShapes.map((shape, at) =>
    tf.randomNormal([3, ...(shape as number[])], 0, 1, "float32", at + 1),
  );
  const copied = [copy.predict(inputs.length === 1 ? (inputs[0] as tf.Tensor) : inputs)].flat();
  return [host.forward(inputs, false), copied].map((outputs) =>
    outputs.flatMap((output) => [...output.dataSync()]),
  ) as [number[], number[]];
}

function sorted(host: Host): string[] {
  return [...host.parameters, ...host.buffers].map(({ name }) => name).toSorted();
}

/** Names of the weights of `model` as a host of it has them. */
async function namesOf(model: tf.LayersModel): Promise<string[]> {
  const builder = await resolveProvider(HOST_BUILDER, layersModel(model));
  return sorted(builder.build());
}

for (const [network, make] of Object.entries(NETWORKS)) {
  test(`Host.toModel() copies ${network} when the host is a LayersModel`, () =>
    leavesNoTensorsAfter(async () => {
      const host = await hostOf(make);
      const copy = host.toModel?.() as tf.LayersModel;
      tf.tidy(() => {
        const [expected, found] = outputsOf(host, copy);
        assertClose(found, expected, 1e-6);
      });
      assert.deepEqual(await namesOf(copy), sorted(host));
      disposeModel(copy);
      host.dispose();
    }));
}

test("Host.toModel() writes the same topology when the network is built twice", async () => {
  for (const make of Object.values(NETWORKS)) {
    const [first, second] = [await hostOf(make), await hostOf(make)];
    assert.deepEqual(first.toModel?.().toJSON(null, false), second.toModel?.().toJSON(null, false));
  }
});

test("Host.toModel() has weights of its own when the host trains on", async () => {
  const host = await hostOf(() =>
    tf.sequential({ layers: [tf.layers.dense({ units: 1, inputShape: [1] })] }),
  );
  const copy = host.toModel?.() as tf.LayersModel;
  const before = copy.getWeights()[0]?.dataSync()[0];
  for (const { variable } of host.parameters) variable.assign(tf.zerosLike(variable));
  assert.equal(copy.getWeights()[0]?.dataSync()[0], before);
});

test("Host.toModel() takes the weights that it is given by name", async () => {
  const host = await hostOf(() =>
    tf.sequential({ layers: [tf.layers.dense({ units: 1, inputShape: [1], name: "only" })] }),
  );
  const copy = host.toModel?.({ weights: new Map([["only/bias", tf.tensor1d([7])]]) });
  assert.deepEqual([...(copy?.getWeights()[1]?.dataSync() ?? [])], [7]);
});

test("Host.toModel() keeps a layer frozen when the model that it is in is", async () => {
  const host = await hostOf(() => {
    const input = tf.input({ shape: [2] });
    const inner = tf.sequential({ layers: [tf.layers.dense({ units: 2, inputShape: [2] })] });
    inner.trainable = false;
    const outputs = tf.layers.dense({ units: 1 }).apply(inner.apply(input)) as Symbolic;
    return tf.model({ inputs: input, outputs });
  });
  const copy = host.toModel?.() as tf.LayersModel;
  assert.equal(copy.trainableWeights.length, 2);
  assert.equal(copy.nonTrainableWeights.length, 2);
});

test("Host.toModel() names the layer when it cannot be made from its configuration", async () => {
  class Scaled extends tf.layers.Layer {
    static className = "Scaled";
    constructor(private readonly factor?: number) {
      super({});
      if (typeof factor === "object") throw new RangeError("no factor");
    }
    override call(inputs: tf.Tensor | tf.Tensor[]): tf.Tensor {
      return ([inputs].flat()[0] as tf.Tensor).mul(this.factor as number);
    }
  }
  const host = await hostOf(() =>
    tf.sequential({
      layers: [tf.layers.dense({ units: 1, inputShape: [1] }), new Scaled(2)],
    }),
  );
  assert.throws(() => host.toModel?.(), {
    code: "host/unsupported",
    message:
      /^Layer "scaled_1" cannot be made again .* \(no factor\).* Cannot copy the network\.$/i,
  });
});

/** Holds the copy against a host with a seed, whose own weights it moved. */
function checkGrown(stage: SeedTestStage): void {
  const { host } = stage.parts;
  const copy = host.toModel?.() as tf.LayersModel;
  tf.tidy(() => {
    const [expected, found] = outputsOf(host, copy);
    assertClose(found, expected, 1e-6);
  });
  const names = stage.training.parameters.map(({ name }) => name);
  const copied = copy.weights.map(({ originalName }) => originalName);
  for (const name of names) assert.ok(copied.includes(name), `${name} in ${copied}`);
  // What others load has no layer of ours.
  const classes = copy.layers.map((layer) => layer.getClassName());
  assert.ok(!classes.includes("ChannelNorm"), classes.join());
  copy.dispose();
}

for (const blueprint of ["dense-bottleneck", "identity"]) {
  test(`Host.toModel() makes layers of a fossilized seed when its blueprint is ${blueprint}`, () =>
    onSeedStage(
      (stage) => {
        growTo(stage, FOSSILIZED);
        checkGrown(stage);
      },
      { blendSteps: 4, blueprint },
    ));
}

for (const blueprint of ["conv-norm", "depthwise-conv", "attention"]) {
  test(`Host.toModel() makes layers of a fossilized seed when its blueprint is ${blueprint}`, () =>
    onSeedStage(
      (stage) => {
        growTo(stage, FOSSILIZED);
        checkGrown(stage);
      },
      {
        blendSteps: 4,
        blueprint,
        host: cnn({ inputShape: [4, 4, 1], filters: [2, 2], units: 4, classes: 3, slots: true }),
      },
    ));
}

test("Host.toModel() holds a seed at its share when it is half blended in", () =>
  onSeedStage((stage) => {
    growTo(stage, BLENDING);
    for (let step = 0; step < 2; step++) stage.step();
    // Half of the 4 steps: s(0) is 0.5.
    assert.equal(stage.parts.host.slots?.[0]?.grown?.()?.share, 0.5);
    checkGrown(stage);
  }));

test("Host.toModel() leaves a seed out when it trains beside the host", () =>
  onSeedStage((stage) => {
    growTo(stage, SeedLifecycleStage.SEED_STAGE_TRAINING);
    const copy = stage.parts.host.toModel?.() as tf.LayersModel;
    assert.ok(copy.layers.every(({ name }) => !name.startsWith("seeds/")));
    copy.dispose();
  }));

test("SeedsSnapshot.grown() gives the seeds of a snapshot when their shares have changed since", () =>
  onSeedStage((stage) => {
    growTo(stage, BLENDING);
    for (let step = 0; step < 2; step++) stage.step();
    const snapshot = stage.training.snapshot();
    stage.step();
    const { name, share } = snapshot.grown().get("hidden1") ?? {};
    assert.deepEqual([name, share], ["seeds/hidden1/1", 0.5]);
    snapshot.dispose();
  }));
