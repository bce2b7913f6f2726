import assert from "node:assert/strict";
import { test } from "node:test";
import { BATCH_SECONDS, findTests, planBatches } from "../../scripts/_tests/plan.ts";
import { ROOMS, roomOf } from "../../scripts/_tests/rooms.ts";

const EVERY = findTests(["tests"]);

test("findTests() finds the test files of folders and files, each once, in order", () => {
  const own = "tests/scripts/plan_test.ts";
  assert.ok(
    EVERY.length > 200 && EVERY.includes(own) && EVERY.includes("tests/architecture_test.ts"),
  );
  assert.ok(EVERY.every((path) => path.endsWith("_test.ts")));
  assert.deepEqual(findTests([own, "./tests/scripts/"]), findTests(["tests/scripts"]));
});

test("findTests() throws when a path has no test", () => {
  assert.throws(() => findTests(["tests/core", "tests/nowhere"]), {
    message: "Cannot run tests of 'tests/nowhere': there is none",
  });
});

test("planBatches() gives each runtime every file once, except those that one runtime is enough for", () => {
  const batches = planBatches(EVERY, ["bun", "deno"]);
  const filesOn = (name: string) =>
    batches.flatMap(({ runtime, files }) => (runtime === name ? files : [])).sort();
  assert.deepEqual(filesOn("bun"), EVERY);
  assert.deepEqual(
    filesOn("deno"),
    EVERY.filter((file) => roomOf(file).once === undefined),
  );
  assert.deepEqual(
    planBatches(EVERY, ["deno"])
      .flatMap(({ files }) => files)
      .sort(),
    EVERY,
  );
});

test("planBatches() begins with the longest, and puts long files into batches of their own", () => {
  const batches = planBatches(EVERY, ["bun", "deno"]);
  const seconds = batches.map((batch) => batch.seconds);
  assert.deepEqual(
    seconds,
    seconds.toSorted((a, b) => b - a),
  );
  assert.ok(batches.every((batch) => batch.files.length === 1 || batch.seconds <= BATCH_SECONDS));
});

test("roomOf() has a test file for every room", () => {
  for (const room of ROOMS) {
    assert.ok(
      EVERY.some((file) => roomOf(file) === room),
      `no test is in ${room.path}`,
    );
  }
});
