import assert from "node:assert/strict";
import { execFileSync } from "node:child_process";
import { existsSync, mkdirSync, readdirSync, readFileSync, symlinkSync } from "node:fs";
import { hostname } from "node:os";
import { join } from "node:path";
import { after, test } from "node:test";
import {
  confusionMatrix,
  constant,
  createTrainer,
  mlp,
  tensorboard,
} from "../../../../modules/mod.ts";
import { encodeEvent } from "../../../../modules/observers/tensorboard/event_file.ts";
import { makeScratch, withScratch } from "../../../../testing/_support/scratch.ts";
import { testUnless } from "../../../../testing/_support/suite.ts";
import { testBackend } from "../../../../testing/_support/test_backend.ts";
import { conformsToRunObserver } from "../../../../testing/run_observer.ts";
import { fewImages } from "../../../_support/data/few_images.ts";
import { observerOf } from "../../../_support/observers/observe.ts";
import { onStillClock } from "../../../_support/training/still_clock.ts";
import {
  gradientDescent,
  trainerOf,
  watching,
  weightsOf,
} from "../../../_support/training/training.ts";

const { scratch, remove } = makeScratch();
after(remove);
conformsToRunObserver(({ clock }) =>
  observerOf(tensorboard({ directory: scratch.path("events") }), clock),
);

const noFullDisk = existsSync("/dev/full") ? undefined : "there is no /dev/full here";
const PIPED = { stdio: "pipe" } as const;
const python = process.env.TOLARIA_PYTHON ?? "python3";
const missing = whyNoTensorboard();

function whyNoTensorboard(): string | undefined {
  try {
    execFileSync(python, ["-c", "import tensorboard, PIL"], { stdio: "pipe" });
    return undefined;
  } catch {
    return `no Python with tensorboard and pillow (pip install tensorboard pillow, and set TOLARIA_PYTHON): ${python}`;
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
    const found = readEvents(directory);
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
    // The page of hyper-parameters has the run, with its settings and the metrics of its end.
    const [session, ...others] = found.sessions;
    assert.deepEqual(others, []);
    assert.equal(session.batchSize, plan.batchSize);
    assert.deepEqual(session.losses, [float(epochs.at(-1)?.train.loss)]);
    assert.match(found.texts.settings[0], /\| optimizer \| gradient-descent \|/);
    assert.match(found.texts.report[0], /^- Ended: completed after 2 epochs, 10 steps/);
  }),
);

/** What TensorBoard's own readers find of the one run in `directory`. */
function readEvents(directory: string) {
  const script = new URL("../../../fixtures/tensorboard/read_events.py", import.meta.url).pathname;
  const [folder = ""] = readdirSync(directory);
  return JSON.parse(String(execFileSync(python, [script, join(directory, folder)], PIPED)));
}

testUnless(missing, "tensorboard() is read back: histograms of weights and gradients, images", () =>
  withScratch(async ({ path }) => {
    const directory = path("events");
    const trainer = createTrainer({
      host: mlp({ inputShape: [12, 12, 1], hidden: [5], classes: 10 }),
      data: fewImages(12, 6),
      modules: onStillClock([
        testBackend(),
        gradientDescent(),
        constant(0.1),
        confusionMatrix(),
        tensorboard({ directory, histogramsEvery: 3, images: 5 }),
      ]),
      batchSize: 4,
    });
    const report = await trainer.run({ epochs: 1 });
    const weights = weightsOf(await trainer.host());
    await trainer.dispose();
    assert.deepEqual(report.incidents, []);
    const found = readEvents(directory);
    // 12 examples are three steps; the first has a sample, the fourth would have one.
    for (const [name, values] of Object.entries(weights)) {
      for (const kind of ["weights", "gradients"]) {
        const [[step, num, , inBuckets, buckets], ...others] = found.histograms[`${kind}/${name}`];
        assert.deepEqual(others, []);
        assert.equal(step, 1);
        assert.equal(num, values.length);
        assert.equal(inBuckets, values.length);
        assert.equal(buckets, 30);
      }
    }
    // Three across and two down for five; twelve points and a frame of two around them.
    const [[step, examples]] = found.images.examples;
    assert.equal(step, 3);
    assert.deepEqual(examples.size, [3 * 16, 2 * 16]);
    assert.equal(examples.mode, "RGB");
    assert.equal(found.texts.examples[0].split("\n").length, 2 + 5);
    // Ten classes, 24 points each.
    assert.deepEqual(found.images["epoch/val_confusion_matrix"][0][1].size, [240, 240]);
  }),
);
