import assert from "node:assert/strict";
import { test } from "node:test";
import { withoutOption, wordsOf } from "../../../cli/restarts/command.ts";
import { TolariaError } from "../../../core/mod.ts";

test("wordsOf() splits as a shell does when there are quotes", () => {
  assert.deepEqual(wordsOf("mpirun -n 4"), ["mpirun", "-n", "4"]);
  assert.deepEqual(wordsOf(`mpirun --x 'a b' --y="c 'd'" `), ["mpirun", "--x", "a b", "--y=c 'd'"]);
});

test("wordsOf() refuses when there is no word or a quote stays open", () => {
  for (const text of ["", "  ", "mpirun 'n 4", `mpirun -n 4"`]) {
    assert.throws(
      () => wordsOf(text),
      (error) => TolariaError.is(error, "options/invalid"),
      text,
    );
  }
});

test("withoutOption() drops an option with its value in both forms", () => {
  assert.deepEqual(withoutOption(["train", "--restarts", "3", "job.ts"], "--restarts"), [
    "train",
    "job.ts",
  ]);
  assert.deepEqual(withoutOption(["--restarts=3", "--resume", "x"], "--restarts"), [
    "--resume",
    "x",
  ]);
});
