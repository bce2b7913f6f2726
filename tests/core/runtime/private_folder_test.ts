import assert from "node:assert/strict";
import { spawnSync } from "node:child_process";
import { test } from "node:test";
import { fileURLToPath } from "node:url";
import { scriptArguments, stateFolder } from "../../../core/runtime/mod.ts";

test("stateFolder() follows the XDG base directory specification", () => {
  const before = process.env.XDG_STATE_HOME;
  try {
    process.env.XDG_STATE_HOME = "/somewhere";
    assert.equal(stateFolder(), "/somewhere");
  } finally {
    if (before === undefined) delete process.env.XDG_STATE_HOME;
    else process.env.XDG_STATE_HOME = before;
  }
});

const asNobody = ["setpriv", "--reuid", "54321", "--regid", "54321", "--clear-groups"];
const canBeNobody = spawnSync(asNobody[0] as string, [...asNobody.slice(1), "true"]).status === 0;

test("stateFolder() is below the folder for temporary files for a user without home and entry", {
  skip: canBeNobody ? false : "takes root and setpriv",
}, () => {
  const script = fileURLToPath(new URL("../../fixtures/print_state_folder.ts", import.meta.url));
  // By env, as Deno's spawnSync adds to the environment of this process what it is given.
  const env = [
    "env",
    "-i",
    `PATH=${process.env.PATH}`,
    "TMPDIR=/tmp",
    "DENO_DIR=/tmp/tolaria-test-deno",
  ];
  const command = [...asNobody, ...env, process.execPath, ...scriptArguments(), script] as [string];
  const { stdout, stderr, status } = spawnSync(command[0], command.slice(1), {
    encoding: "utf8",
    cwd: "/",
  });
  // Where the sources cannot be read by such a user, nothing can be told.
  if (status !== 0)
    assert.match(stderr, /EACCES|Permission denied|not found|Cannot find|permission/i);
  else assert.equal(stdout.trim(), "/tmp/tolaria-54321");
});
