import assert from "node:assert/strict";
import { test } from "node:test";
import { HOST_BUILDER, type HostBuilder } from "../../../core/mod.ts";
import { Container } from "../../../deps.ts";
import { type MlpOptions, mlp } from "../../../modules/hosts/mlp/mod.ts";
import { conformsToHost } from "../../../testing/host.ts";

function builder(options: MlpOptions): HostBuilder {
  const container = new Container();
  container.load(mlp(options));
  return container.get(HOST_BUILDER);
}

conformsToHost(() => builder({ inputShape: [3, 2], hidden: [5, 4], classes: 2, dropout: 0.3 }));

test("mlp() has 535,818 parameters as 784-512-256-10", () => {
  const host = builder({ inputShape: [28, 28, 1], classes: 10 }).build();
  // 784*512 + 512 + 512*256 + 256 + 256*10 + 10
  assert.equal(
    host.parameters.reduce((sum, { variable }) => sum + variable.size, 0),
    535_818,
  );
  host.dispose();
});

test("mlp() is linear when it has no hidden layer", () => {
  const host = builder({ inputShape: [3], hidden: [], classes: 2 }).build();
  assert.deepEqual(
    host.parameters.map(({ name }) => name),
    ["head/dense/kernel", "head/dense/bias"],
  );
  host.dispose();
});

test("mlp() refuses to drop everything", () => {
  assert.throws(() => mlp({ inputShape: [3], classes: 2, dropout: 1 }), {
    message: '"dropout" must be less than 1, but is 1. Cannot make mlp.',
  });
});
