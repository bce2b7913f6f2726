import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import { test } from "node:test";
import { runtimeIdentity, VERSION } from "../../../core/mod.ts";

test("runtimeIdentity() names the runtime that the test runs on", () => {
  const { name, version } = runtimeIdentity();
  const expected = "Bun" in globalThis ? "bun" : "Deno" in globalThis ? "deno" : "node";
  assert.equal(name, expected);
  assert.match(version, /^\d+\.\d+\.\d+/);
});

test("VERSION is the version of the package", () => {
  const file = new URL("../../../package.json", import.meta.url);
  assert.equal(VERSION, JSON.parse(readFileSync(file, "utf8")).version);
});
