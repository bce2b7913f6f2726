import assert from "node:assert/strict";
import { mkdirSync } from "node:fs";
import { test } from "node:test";
import { parsePlace } from "../../cli/checkpoint_place.ts";
import { withScratch } from "../../testing/_support/scratch.ts";

test("parsePlace() splits a directory from the id of a checkpoint", () => {
  assert.deepEqual(parsePlace("run@12"), { directory: "run", id: 12 });
  assert.deepEqual(parsePlace("run"), { directory: "run", id: undefined });
});

test("parsePlace() takes a directory whose own name ends like an id", () =>
  withScratch(async ({ path }) => {
    const directory = path("v1@12");
    mkdirSync(directory);
    assert.deepEqual(parsePlace(directory), { directory, id: undefined });
    assert.deepEqual(parsePlace(`${directory}@3`), { directory, id: 3 });
  }));
