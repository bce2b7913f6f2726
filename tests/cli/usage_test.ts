import assert from "node:assert/strict";
import { test } from "node:test";
import { runCommand } from "../_support/processes/run_command.ts";

const WRONG_USAGE: readonly (readonly [args: string, message: RegExp])[] = [
  ["fly", /unknown command 'fly'/],
  ["train", /missing required argument 'config'/],
  ["train a.ts b.ts", /too many arguments/],
  ["train a.ts --epoch 3", /unknown option '--epoch'/],
  ["train a.ts --epochs 0", /'0' is invalid\. It must be a whole number of at least 1\./],
  ["train a.ts --epochs 1e3", /'1e3' is invalid/],
  ["train a.ts --seed -1", /'-1' is invalid\. It must be a whole number of at least 0\./],
  ["train a.ts --seed", /argument missing/],
  [
    "train a.ts --backend gpu",
    /'gpu' is invalid\. It must be auto, tensorflow, webgpu, wasm or cpu\./,
  ],
];

test("tolaria exits with code 2, the fault and a hint when its arguments are wrong", async () => {
  for (const [args, message] of WRONG_USAGE) {
    const result = await runCommand(args.split(" "));
    assert.equal(result.code, 2, `${args}: ${result.stderr}`);
    assert.match(result.stderr, message);
    assert.match(result.stderr, /use --help for usage/);
    assert.equal(result.stdout, "");
  }
});

test("tolaria --help describes the program and each command", async () => {
  const whole = await runCommand(["--help"]);
  const command = await runCommand(["train", "--help"]);
  const version = await runCommand(["--version"]);
  assert.deepEqual([whole.code, command.code, version.code], [0, 0, 0]);
  assert.match(whole.stdout, /Usage: tolaria .*\n[\s\S]*train .*config/);
  for (const flag of [
    "--epochs",
    "--backend",
    "--seed",
    "--no-seeds",
    "--json",
    "--quiet",
    "Exit codes",
  ]) {
    assert.ok(command.stdout.includes(flag), `no ${flag} in ${command.stdout}`);
  }
  assert.match(version.stdout, /^\d+\.\d+\.\d+\n$/);
  const bare = await runCommand([]);
  assert.equal(bare.code, 2);
  assert.match(bare.stderr, /Usage: tolaria/);
});
