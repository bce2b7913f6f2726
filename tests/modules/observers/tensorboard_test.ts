import assert from "node:assert/strict";
import { execFileSync } from "node:child_process";
import { existsSync, mkdirSync, readdirSync, readFileSync, symlinkSync } from "node:fs";
import { hostname } from "node:os";
import { join } from "node:path";
import { after, test } from "node:test";
import { constant, tensorboard } from "../../../modules/mod.ts";
import { encodeEvent } from "../../../modules/observers/tensorboard/event_file.ts";
import { makeScratch, withScratch } from "../../../testing/_support/scratch.ts";
import { testUnless } from "../../../testing/_support/suite.ts";
import { conformsToRunObserver } from "../../../testing/run_observer.ts";
import { observerOf } from "../../_support/observers/observe.ts";
import { gradientDescent, trainerOf, watching } from "../../_support/training/training.ts";

const { scratch, remove } = makeScratch();
after(remove);
conformsToRunObserver(({ clock }) =>
  observerOf(tensorboard({ directory: scratch.path("events") }), clock),
);

const noFullDisk = existsSync("/dev/full") ? undefined : "there is no /dev/full here";
const python = process.env.TOLARIA_PYTHON ?? "python3";
const missing = whyNoTensorboard();

function whyNoTensorboard(): string | undefined {
  try {
    execFileSync(python, ["-c", "import tensorboard"], { stdio: "pipe" });
    return undefined;
  } catch {
    return `no Python with tensorboard (pip install tensorboard, and set TOLARIA_PYTHON): ${python}`;
  }
}

test("encodeEvent() frames an event as TFRecord does", () => {
  // The bytes that TensorFlow's own writer begins a file with, but for the time: field 1, a double, is 0 and field 3 the
  // version. The checksums are from the definition: CRC-32C, turned by 15 bits, plus 0xa282ead8.
  const bytes = encodeEvent(0, 0, { fileVersion: true });
  const view = new DataView(bytes.buffer);
  const length = Number(view.getBigUint64(0, true));
  assert.equal(bytes.length, length + 16);
  const text = new TextDecoder().decode(bytes.subarray(12, 12 + length));
  assert.ok(text.endsWith("\u001a\u000dbrain.Event:2"));
  assert.equal(view.getUint32(8, true), masked(bytes.subarray(0, 8)));
  assert.equal(view.getUint32(12 + length, true), masked(bytes.subarray(12, 12 + length)));
});

/** CRC-32C by division, bit by bit; "123456789" has 0xe3069283. */
function crc32c(bytes: Uint8Array): number {
  let crc = 0xffffffff;
  for (const byte of bytes) {
    crc ^= byte;
    for (let bit = 0; bit < 8; bit++) crc = (crc >>> 1) ^ (crc & 1 ? 0x82f63b78 : 0);
  }
  return (crc ^ 0xffffffff) >>> 0;
}

function masked(bytes: Uint8Array): number {
  assert.equal(crc32c(new TextEncoder().encode("123456789")), 0xe3069283);
  const crc = crc32c(bytes);
  return (((crc >>> 15) | (crc << 17)) + 0xa282ead8) >>> 0;
}

test("tensorboard() writes one file a run, which its reader looks for by its name", () =>
  withScratch(async ({ path }) => {
    const directory = path("events");
    const trainer = trainerOf({
      modules: [gradientDescent(), constant(0.1), tensorboard({ directory, everySteps: 1 })],
    });
    await trainer.run({ epochs: 1 });
    await trainer.run({ epochs: 1 });
    await trainer.dispose();
    const folders = readdirSync(directory);
    assert.equal(folders.length, 2);
    for (const folder of folders) {
      const [file = "", ...others] = readdirSync(join(directory, folder));
      assert.match(file, /^events\.out\.tfevents\.\d+\./);
      assert.deepEqual(others, []);
      assert.ok(readFileSync(join(directory, folder, file)).length > 500);
    }
  }));

testUnless(noFullDisk, "tensorboard() reports a worker that cannot write", () =>
  withScratch(async ({ path }) => {
    const directory = path("events");
    // Every write to it fails with ENOSPC. The clock stands still at its start, which is in the names.
    const inTheWay = watching({
      onRunStart: ({ runId }) => {
        const folder = join(directory, `19700101-000000-${runId.slice(0, 8)}`);
        mkdirSync(folder, { recursive: true });
        symlinkSync("/dev/full", join(folder, `events.out.tfevents.0.${hostname()}`));
      },
    });
    const trainer = trainerOf({
      modules: [gradientDescent(), constant(0.1), inTheWay, tensorboard({ directory })],
    });
    const report = await trainer.run({ epochs: 1 });
    await trainer.dispose();
    assert.equal(report.endReason, "completed");
    assert.deepEqual(report.incidentCounts, { "observer/failed": 1 });
    assert.match(report.incidents[0]?.message ?? "", /^observer Tensorboard .*ENOSPC/);
  }),
);

testUnless(missing, "tensorboard() is read back by TensorBoard: scalars, texts and settings", () =>
  withScratch(async ({ path }) => {
    const directory = path("events");
    const losses: number[] = [];
    const trainer = trainerOf({
      modules: [
        gradientDescent(),
        constant(0.1),
        tensorboard({ directory, everySteps: 2 }),
        watching({ onStep: ({ loss }) => losses.push(loss) }),
      ],
    });
    const { epochs, plan } = await trainer.run({ epochs: 2 });
    await trainer.dispose();
    const script = new URL("../../fixtures/tensorboard/read_events.py", import.meta.url).pathname;
    const [folder = ""] = readdirSync(directory);
    const printed = execFileSync(python, [script, join(directory, folder)], { stdio: "pipe" });
    const found = JSON.parse(String(printed));
    const float = (value: number | undefined) => Math.fround(value as number);
    assert.deepEqual(
      found.scalars["epoch/loss"],
      epochs.map(({ step, train }) => [step, float(train.loss)]),
    );
    // Ten steps, each point the mean of two.
    const means = Array.from({ length: 5 }, (_, at) => [
      2 * at + 2,
      float(((losses[2 * at] as number) + (losses[2 * at + 1] as number)) / 2),
    ]);
    assert.deepEqual(found.scalars["step/loss"], means);
    assert.equal(found.hparams.batchSize, plan.batchSize);
    assert.equal(found.hparams.optimizer, "gradient-descent");
    // A success.
    assert.equal(found.status, 1);
  }),
);
