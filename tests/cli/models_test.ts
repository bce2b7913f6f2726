import assert from "node:assert/strict";
import { existsSync, readdirSync, readFileSync } from "node:fs";
import { test } from "node:test";
import { saveModelFolder } from "../../core/mod.ts";
import { tf } from "../../deps.ts";
import { PreparationFit, recordsToValues } from "../../modules/data/_preparation/mod.ts";
import { category, image, type JsonReport } from "../../modules/mod.ts";
import { type Scratch, withScratch } from "../../testing/_support/scratch.ts";
import { assertClose } from "../../testing/_support/tensors.ts";
import { useTestBackend } from "../../testing/_support/test_backend.ts";
import { type CommandResult, runCommand } from "../_support/processes/run_command.ts";
import { preparedModel, RECORDS } from "../_support/training/prepared_model.ts";

const JOB = "tests/fixtures/jobs/tiny.ts";

const tolaria = (...args: string[]) => runCommand(args, "cpu");

function lastLine({ stdout }: CommandResult) {
  return JSON.parse(stdout.trimEnd().split("\n").at(-1) ?? "");
}

/** Runs `work` with a model folder `model` of penguins and a file `in.csv` with their records. */
function withPenguins(work: (scratch: Scratch) => Promise<void>): Promise<void> {
  return withScratch(async (scratch) => {
    await useTestBackend();
    const { model, description } = preparedModel();
    await saveModelFolder(model, scratch.path("model"), description);
    const rows = RECORDS.map(({ mass, island, species }) => `${mass},"${island}",${species}`);
    scratch.write("in.csv", `mass,island,species\n${rows.join("\n")}\n`);
    await work(scratch);
  });
}

test("tolaria train --save writes a model that tolaria evaluate measures as the run did", () =>
  withScratch(async ({ path }) => {
    const model = path("out/model");
    const trained = await tolaria("train", JOB, "--backend", "cpu", "--json", "--save", model);
    assert.equal(trained.code, 0, trained.stderr);
    assert.match(
      trained.stderr,
      /saved the weights of epoch \d, the best, to .*out\/model\nuse them by: tolaria predict /,
    );
    const report: JsonReport = lastLine(trained);
    const best = report.epochs.find(({ best }) => best);
    const last = report.epochs.findLast(({ best }) => best) ?? best;
    const evaluated = await tolaria("evaluate", model, "--data", JOB, "--json", "--backend", "cpu");
    assert.equal(evaluated.code, 0, evaluated.stderr);
    const { loss, split } = lastLine(evaluated);
    assert.equal(split, last?.validation ? "validation" : "train");
    if (last?.validation) assertClose([loss], [last.validation.loss as number], 1e-5);
    const inspected = await tolaria("inspect", model);
    assert.match(inspected.stdout, /best weights of epoch \d/);
    assert.match(inspected.stdout, /weights\.bin +\S+ \S+ +[0-9a-f]{12} +as written\n$/);
  }));

test("tolaria train --save refuses a folder of another kind before the first step", () =>
  withScratch(async ({ path, write }) => {
    write("notes.txt", "mine");
    const result = await tolaria("train", JOB, "--save", path(""), "--quiet", "--json");
    assert.equal(result.code, 2);
    assert.equal(result.stdout, "");
    assert.match(result.stderr, /holds "notes\.txt", which is no file of a model folder/);
  }));

test("tolaria train --save stops in the first steps when the network cannot be saved", () =>
  withScratch(async ({ path }) => {
    const job = "tests/fixtures/jobs/unsaveable.ts";
    const result = await tolaria("train", job, "--save", path("model"), "--quiet", "--json");
    assert.equal(result.code, 2);
    assert.match(result.stderr, /Layer "scaled_1" cannot be made again from its getConfig\(\)/i);
    assert.ok(lastLine(result).steps < 50);
    assert.ok(!existsSync(path("model")));
  }));

test("tolaria train --save writes a grown network that computes what the run's did", () =>
  withScratch(async ({ path }) => {
    const job = "tests/fixtures/jobs/growing.ts";
    const flags = ["--epochs", "16", "--backend", "cpu", "--quiet", "--json"];
    const trained = await tolaria("train", job, ...flags, "--save", path("model"));
    assert.equal(trained.code, 0, trained.stderr);
    const best = (lastLine(trained) as JsonReport).epochs.findLast((epoch) => epoch.best);
    const { info } = lastLine(await tolaria("inspect", path("model"), "--json"));
    assert.equal(info.epoch, best?.epoch);
    assert.equal(info.seeds[0]?.slot, "conv1");
    const evaluated = await tolaria("evaluate", path("model"), "--data", job, "--json");
    assertClose([lastLine(evaluated).loss], [best?.validation?.loss as number], 1e-5);
  }));

test("tolaria predict puts what was predicted behind the columns of a CSV file", () =>
  withPenguins(async ({ path, read }) => {
    const out = path("out.csv");
    const result = await tolaria(
      "predict",
      path("model"),
      "--input",
      path("in.csv"),
      "--output",
      out,
    );
    assert.equal(result.code, 0, result.stderr);
    const [header, first, ...rest] = read("out.csv").trimEnd().split("\n");
    assert.equal(header, "mass,island,species,predicted_species,probability_species");
    assert.match(first ?? "", /^3000,Dream,Adelie,(Adelie|Gentoo),0\.\d+$/);
    assert.equal(rest.length, RECORDS.length - 1);
    assert.deepEqual(readdirSync(path("")).toSorted(), ["in.csv", "model", "out.csv"]);
  }));

test("tolaria predict writes JSON lines with all probabilities when the input is such", () =>
  withPenguins(async ({ path, write }) => {
    write("in.jsonl", `${JSON.stringify({ id: 7, mass: null, island: "Nowhere" })}\n`);
    const result = await tolaria("predict", path("model"), "--input", path("in.jsonl"));
    assert.equal(result.code, 0, result.stderr);
    // A mass that is missing is the mean, and an unknown island is none: both by the rules of the columns.
    const { id, predictions } = lastLine(result);
    assert.equal(id, 7);
    assertClose(
      [predictions.species.probabilities.Adelie + predictions.species.probabilities.Gentoo],
      [1],
      1e-6,
    );
  }));

test("tolaria predict writes the probability of each class to CSV when it is asked to", () =>
  withPenguins(async ({ path }) => {
    const result = await tolaria(
      "predict",
      path("model"),
      "--input",
      path("in.csv"),
      "--probabilities",
    );
    assert.match(result.stdout, /^mass,.*,probability_species_Adelie,probability_species_Gentoo\n/);
  }));

test("tolaria predict names the columns that are missing, and leaves no file", () =>
  withPenguins(async ({ path, write }) => {
    write("in.csv", "mass,isle\n3000,Dream\n");
    const out = path("out.csv");
    const result = await tolaria(
      "predict",
      path("model"),
      "--input",
      path("in.csv"),
      "--output",
      out,
    );
    assert.equal(result.code, 2);
    assert.match(
      result.stderr,
      /lacks "island"; the model needs "mass", "island", and there are "mass", "isle"\. Cannot predict\./,
    );
    assert.deepEqual(readdirSync(path("")).toSorted(), ["in.csv", "model"]);
  }));

test("tolaria predict names record and value when a value does not fit", () =>
  withPenguins(async ({ path, write }) => {
    write("in.csv", "mass,island\n3000,Dream\nheavy,Dream\n");
    const result = await tolaria("predict", path("model"), "--input", path("in.csv"));
    assert.equal(result.code, 2);
    assert.match(
      result.stderr,
      /"mass" must be a number, but is "heavy" in record 2 of ".*in\.csv"/,
    );
  }));

test("tolaria predict says what an image is when the model was trained on images", () =>
  withScratch(async ({ path }) => {
    await useTestBackend();
    const table = {
      inputs: { picture: image({ size: [4, 4], decoder: "jsquash" }).toJSON() },
      targets: { kind: category({ categories: ["plain", "blocks"] }).toJSON() },
    };
    const fit = new PreparationFit(table);
    const bytes = new Uint8Array(readFileSync("tests/fixtures/images/blocks.jpg"));
    fit.add(recordsToValues([{ picture: bytes, kind: "plain" }], fit.fields), Uint32Array.of(0));
    const preparation = fit.finish();
    const model = tf.sequential({
      layers: [
        tf.layers.flatten({ inputShape: [4, 4, 3] }),
        tf.layers.dense({ units: 2, biasInitializer: tf.initializers.constant({ value: 1 }) }),
      ],
    });
    await saveModelFolder(model, path("model"), {
      inputs: preparation.inputs,
      targets: preparation.targets,
      preparation: preparation.toJSON(),
    });
    const picture = "tests/fixtures/images/blocks.jpg";
    const result = await tolaria("predict", path("model"), "--input", picture);
    assert.equal(result.code, 0, result.stderr);
    const { predictions } = lastLine(result);
    assert.deepEqual(Object.keys(predictions.kind.probabilities), ["plain", "blocks"]);
    const csv = await tolaria(
      "predict",
      path("model"),
      "--input",
      picture,
      "--output-format",
      "csv",
    );
    assert.match(csv.stdout, /^predicted_kind,probability_kind\n(plain|blocks),0\.\d+\n$/);
  }));

test("tolaria predict says what it can read when the file is of another kind", () =>
  withPenguins(async ({ path }) => {
    for (const [input, message] of [
      ["in.xlsx", /must end in \.csv, \.tsv, \.jsonl, \.ndjson or the name of an image format/],
      ["cat.png", /no input of the model was trained on images by image\(\)/],
      ["none.csv", /no such file/i],
    ] as const) {
      const result = await tolaria("predict", path("model"), "--input", path(input));
      assert.equal(result.code, 2, input);
      assert.match(result.stderr, message);
    }
  }));

test("tolaria predict says where a model comes from when there is none", () =>
  withScratch(async ({ path, write }) => {
    write("in.csv", "a\n1\n");
    const result = await tolaria("predict", path("none"), "--input", path("in.csv"));
    assert.equal(result.code, 2);
    assert.match(result.stderr, /^There is no ".*none"\./);
  }));

test("tolaria evaluate applies the model's own preparation to the records of a file", () =>
  withPenguins(async ({ path }) => {
    const evaluated = await tolaria("evaluate", path("model"), "--data", path("in.csv"), "--json");
    assert.equal(evaluated.code, 0, evaluated.stderr);
    const { examples, metrics } = lastLine(evaluated);
    assert.equal(examples, RECORDS.length);
    const predicted = await tolaria("predict", path("model"), "--input", path("in.csv"));
    const rows = predicted.stdout
      .trimEnd()
      .split("\n")
      .slice(1)
      .map((line) => line.split(","));
    const right = rows.filter(([, , species, guess]) => species === guess).length;
    assertClose([metrics.accuracy], [right / RECORDS.length], 1e-6);
    const shown = await tolaria("evaluate", path("model"), "--data", path("in.csv"));
    assert.match(shown.stdout, /^8 examples of the file\n\nmetric +value\nloss +\d/);
  }));

test("tolaria export writes a checkpoint's network when its job is named", () =>
  withScratch(async ({ path }) => {
    const run = path("run");
    const flags = ["--backend", "cpu", "--quiet", "--json", "--checkpoints", run];
    const trained = await tolaria("train", JOB, ...flags, "--save", path("saved"));
    assert.equal(trained.code, 0, trained.stderr);
    const before = readdirSync(run);
    const to = ["--format", "layers", "--to", path("exported")];
    const exported = await tolaria("export", run, "--job", JOB, ...to);
    assert.equal(exported.code, 0, exported.stderr);
    const weights = (folder: string) => readFileSync(path(`${folder}/weights.bin`));
    assert.deepEqual(weights("exported"), weights("saved"));
    assert.deepEqual(readdirSync(run), before);
    const without = await tolaria("export", run, ...to);
    assert.equal(without.code, 2);
    assert.match(
      without.stderr,
      /To export a checkpoint, name the job that wrote it: --job job\.ts/,
    );
  }));

test("tolaria export names the formats when one is unknown", async () => {
  const result = await tolaria("export", "model", "--format", "onyx", "--to", "somewhere");
  assert.equal(result.code, 2);
  assert.match(result.stderr, /It must be .*layers/);
  assert.ok(!existsSync("somewhere"));
});

test("tolaria inspect names file and hashes when a model folder is damaged", () =>
  withPenguins(async ({ path, write }) => {
    write("model/weights.bin", "another");
    const result = await tolaria("inspect", path("model"));
    assert.equal(result.code, 1);
    assert.match(
      result.stderr,
      /sha256 of "weights\.bin" must be [0-9a-f]{64}, but is [0-9a-f]{64}/,
    );
  }));
