import assert from "node:assert/strict";
import { test } from "node:test";
import { backendTests } from "../../scripts/_backend_tests.ts";
import { readSources } from "../_support/sources/source_tree.ts";

test("backendTests() finds the tests that go through the chosen backend, and no others", () => {
  const sources = new Map([
    ["testing/_support/test_backend.ts", ""],
    [
      "tests/_support/training.ts",
      'import { testBackend } from "../../testing/_support/test_backend.ts";',
    ],
    ["tests/_support/circle.ts", 'import "./circle.ts"; import "./training.ts";'],
    ["tests/core/a_test.ts", 'import { trainerOf } from "../_support/training.ts";'],
    ["tests/core/b_test.ts", 'import { x } from "../_support/circle.ts";'],
    ["tests/core/c_test.ts", '// import "../_support/training.ts"\nimport "../../mod.ts";'],
    ["tests/core/jaeger_test.ts", 'import { trainerOf } from "../_support/training.ts";'],
    ["mod.ts", 'export * from "./tests/_support/training.ts";'],
  ]);
  assert.deepEqual(backendTests(sources), ["tests/core/a_test.ts", "tests/core/b_test.ts"]);
});

test("backendTests() finds the tests that the backend must pass", () => {
  const found = new Set(backendTests(readSources()));
  for (const path of [
    "tests/core/engine/run_test.ts",
    "tests/core/gradients/rows_test.ts",
    "tests/core/optimizers/optimizer_manager_test.ts",
    "tests/modules/kasmina/seeds/seeds_test.ts",
    "tests/modules/optimizers/lamb_test.ts",
    "tests/modules/snapshots/recent_test.ts",
    "tests/integration/rollback_test.ts",
    "tests/integration/resume_test.ts",
    "tests/integration/seeds_test.ts",
  ]) {
    assert.ok(found.has(path), path);
  }
});
