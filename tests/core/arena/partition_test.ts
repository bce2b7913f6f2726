import assert from "node:assert/strict";
import { before, test } from "node:test";
import { partition } from "../../../core/arena/partition.ts";
import { useTestBackend } from "../../../testing/_support/test_backend.ts";
import { parameterOf } from "../../_support/optimizers/groups.ts";

before(useTestBackend);

const parameters = ["head/dense/kernel", "head/dense/bias", "header/kernel"].map((name) =>
  parameterOf(name, [1]),
);
const names = (part: readonly { readonly name: string }[]) => part.map(({ name }) => name);

test("partition() assigns the parameters below a group's path and leaves the rest unassigned", () => {
  const { parts, rest } = partition(parameters, [{ name: "head", match: "head" }]);
  assert.deepEqual(parts.map(names), [["head/dense/kernel", "head/dense/bias"]]);
  assert.deepEqual(names(rest), ["header/kernel"]);
});

test("partition() accepts patterns, including stateful ones, and functions", () => {
  const groups = [
    { name: "kernels", match: /kernel$/g },
    { name: "biases", match: (name: string) => name.endsWith("bias") },
  ];
  const { parts, rest } = partition(parameters, groups);
  assert.deepEqual(parts.map(names), [["head/dense/kernel", "header/kernel"], ["head/dense/bias"]]);
  assert.deepEqual(rest, []);
});

test("partition() refuses a group that matches nothing", () => {
  assert.throws(() => partition(parameters, [{ name: "tail", match: "tail" }]), {
    code: "options/invalid",
    message:
      '"match" of group "tail" matches no parameter; known parameters: head/dense/kernel, head/dense/bias, header/kernel. Cannot create the parameter groups.',
  });
});

test("partition() refuses a parameter that two groups match", () => {
  const groups = [
    { name: "head", match: "head" },
    { name: "biases", match: /bias/ },
  ];
  assert.throws(() => partition(parameters, groups), {
    code: "options/invalid",
    message:
      '"match" of group "biases" matches parameter "head/dense/bias", which group "head" matches too. Cannot create the parameter groups.',
  });
});
