import assert from "node:assert/strict";
import { execFileSync } from "node:child_process";
import { symlinkSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { test } from "node:test";
import { VERSION } from "../../core/mod.ts";
import { withScratch } from "../../testing/_support/scratch.ts";
import { ROOT } from "../_support/processes/run_child.ts";

test("cli/tolaria finds Bun beside the package when it is linked and Bun is not on the path", () =>
  withScratch(async (scratch) => {
    const link = scratch.path("tolaria");
    symlinkSync(join(ROOT, "cli/tolaria"), link);
    const env = { PATH: "/usr/bin:/bin", HOME: tmpdir() };
    assert.equal(execFileSync(link, ["--version"], { env, encoding: "utf8" }), `${VERSION}\n`);
  }));
