import assert from "node:assert/strict";
import { test } from "node:test";
import { fileURLToPath } from "node:url";
import { scriptArguments, TAMIYO } from "../../../core/mod.ts";
import { type TamiyoProgramOptions, tamiyoProgram } from "../../../modules/mod.ts";
import { resolveProvider } from "../../../testing/_support/resolve_provider.ts";
import type { Script } from "../../../testing/_support/scripted_policy.ts";
import { waitUntil } from "../../../testing/_support/wait_until.ts";
import { conformsToTamiyo, packetOf } from "../../../testing/tamiyo.ts";

/** Long enough that nothing is replaced for being slow. */
const PATIENT_MS = 600_000;

const create = (options: TamiyoProgramOptions) =>
  resolveProvider(
    TAMIYO,
    tamiyoProgram({ graceMs: PATIENT_MS, startTimeoutMs: 60_000, ...options }),
  );

/** The command that runs `code` on the runtime that the tests run on. */
const running = (code: string) =>
  "Deno" in globalThis ? [process.execPath, "eval", code] : [process.execPath, "-e", code];

conformsToTamiyo(
  (script: Script) => {
    const path = fileURLToPath(new URL("../../fixtures/program_controller.ts", import.meta.url));
    return create({
      command: [process.execPath, ...scriptArguments(), path, JSON.stringify(script)],
    });
  },
  {
    skip: [
      {
        test: "Tamiyo.decide() lets no bad answer through as a good one",
        reason: "a message that is too long ends the program: see the tests below",
      },
    ],
  },
);

const UNFIT: readonly [name: string, command: readonly string[], message: RegExp][] = [
  ["is not there", ["/no/such/program"], /its process failed: .*ENOENT/],
  ["ends at once", running("process.exit(5)"), /its process ended with 5$/],
  [
    "greets with garbage",
    running('process.stdout.write("hello, ".repeat(50)); setInterval(() => {}, 1e6)'),
    /it wrote what cannot be read: /,
  ],
  [
    "announces more than a message may have",
    // 0xff 0xff 0xff 0x7f: a length of 268,435,455.
    running("process.stdout.write(new Uint8Array([255,255,255,127])); setInterval(() => {}, 1e6)"),
    /must have at most 69632 bytes/,
  ],
  [
    "announces a length without an end",
    running("process.stdout.write(new Uint8Array(64).fill(128)); setInterval(() => {}, 1e6)"),
    /must have at most 69632 bytes/,
  ],
];

for (const [name, command, message] of UNFIT) {
  test(`tamiyoProgram() cannot start a program that ${name}`, async () => {
    const tamiyo = await create({ command });
    await assert.rejects(tamiyo.start(), { code: "tamiyo/unavailable", message });
    await tamiyo.dispose();
  });
}

test("tamiyoProgram() cannot start a program that is never ready", async () => {
  const tamiyo = await create({
    command: running("setInterval(() => {}, 1e6)"),
    startTimeoutMs: 500,
  });
  await assert.rejects(tamiyo.start(), /it was not ready after 500 ms$/);
  await tamiyo.dispose();
});

test("tamiyoProgram() replaces a program that writes what cannot be read", async () => {
  // The greeting: type 2 in field 1; in field 3 the attribute "number" = "0". Then garbage to each packet.
  const greeting = [15, 8, 2, 26, 11, 10, 6, ...Buffer.from("number"), 18, 1, 48];
  const code = `process.stdout.write(new Uint8Array([${greeting}]));
    process.stdin.on("data", () => process.stdout.write("garbage".repeat(50)));`;
  const tamiyo = await create({ command: running(code) });
  await tamiyo.start();
  const decision = await tamiyo.decide(packetOf(1), 30_000);
  assert.equal(decision.kind, "failed");
  assert.match((decision as { reason: string }).reason, /^it wrote what cannot be read: /);
  tamiyo.recover();
  assert.equal(tamiyo.counts.replaced, 1);
  await waitUntil("it is back", async () => {
    const { kind } = await tamiyo.decide(packetOf(2), 30_000);
    return kind !== "unavailable";
  });
  await tamiyo.dispose();
});

test("tamiyoProgram() ends a program that floods it with envelopes that nobody asked for", async () => {
  // Each zero is an envelope of length 0.
  const greeting = [15, 8, 2, 26, 11, 10, 6, ...Buffer.from("number"), 18, 1, 48];
  const code = `process.stdout.write(new Uint8Array([${greeting}]));
    process.stdin.on("data", () => process.stdout.write(new Uint8Array(1_000_000)));`;
  const tamiyo = await create({ command: running(code) });
  await tamiyo.start();
  assert.deepEqual(await tamiyo.decide(packetOf(1), 30_000), {
    kind: "failed",
    reason: "it wrote what cannot be read: more than 64 envelopes that nobody asked for",
  });
  await tamiyo.dispose();
});

for (const [options, message] of [
  [{ command: [] }, /"command" must be a list whose length is at least 1/],
  [{ command: [""] }, /"command\.0" must be text whose length is at least 1/],
  [{ command: ["a"], graceMs: -1 }, /"graceMs" must be at least 0, but is -1/],
  [{ command: ["a"], startTimeoutMs: 0 }, /"startTimeoutMs" must be greater than 0/],
] as const) {
  test(`tamiyoProgram() refuses ${JSON.stringify(options)}`, () => {
    assert.throws(() => tamiyoProgram(options), { code: "options/invalid", message });
  });
}
