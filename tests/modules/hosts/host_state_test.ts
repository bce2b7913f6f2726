import assert from "node:assert/strict";
import { before, test } from "node:test";
import { tf } from "../../../deps.ts";
import { buildHost, cnn, copyWeights, hostState, mlp } from "../../../modules/mod.ts";
import { useTestBackend } from "../../../testing/_support/test_backend.ts";
import { conformsToStateParticipant, disposePart } from "../../../testing/state_participant.ts";
import { weightsOf } from "../../_support/training/training.ts";

const IMAGES = {
  inputShape: [4, 4, 1],
  filters: [2],
  units: 3,
  classes: 2,
  batchNorm: true,
} as const;

before(useTestBackend);

conformsToStateParticipant(async () => {
  const [host, other] = [await buildHost(cnn(IMAGES), 1), await buildHost(cnn(IMAGES), 2)];
  return {
    participant: hostState(host),
    change: () => {
      for (const { variable } of other.parameters) tf.tidy(() => variable.assign(variable.mul(2)));
      copyWeights(other, host);
    },
    visible: () => weightsOf(host),
    close: () => {
      for (const one of [host, other]) one.dispose();
    },
  };
});

test("hostState() refuses the weights of another network", async () => {
  const network = (units: number) =>
    buildHost(mlp({ inputShape: [2], hidden: [units], classes: 2 }));
  const [host, wider] = [await network(3), await network(4)];
  const part = hostState(wider).capture();
  assert.throws(() => hostState(host).prepare(part), {
    code: "state/invalid",
    message:
      /^The weights must be those of the host \(hidden1\/dense\/kernel, .* "target-network"\.$/,
  });
  disposePart(part);
  for (const one of [host, wider]) one.dispose();
});
