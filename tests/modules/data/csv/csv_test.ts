import assert from "node:assert/strict";
import { appendFileSync } from "node:fs";
import { join } from "node:path";
import { after, test } from "node:test";
import { DATA_SOURCE, type DataProgress, type DataSource } from "../../../../core/mod.ts";
import { Container } from "../../../../deps.ts";
import { type CsvOptions, category, csv, number } from "../../../../modules/data/mod.ts";
import { conformsToDataSource } from "../../../../testing/data_source.ts";
import { conformsToRecordSource } from "../../../../testing/record_source.ts";
import { TemporaryFiles } from "../../../_support/data/idx_files.ts";

const files = new TemporaryFiles();
after(() => files[Symbol.dispose]());
let written = 0;

/** Writes a file of `count` records, each another. */
function write(count: number, content?: string): string {
  written += 1;
  const rows = Array.from(
    { length: count },
    (_, row) => `${row},${row % 3 ? "a" : "b"},${2 * row}`,
  );
  return files.write(`${written}.csv`, content ?? `x,kind,y\n${rows.join("\n")}\n`);
}

function make(options: Partial<CsvOptions> & Pick<CsvOptions, "files">): DataSource {
  const container = new Container();
  container.load(
    csv({
      inputs: { x: number() },
      targets: { y: number() },
      cache: false,
      workers: 1,
      ...options,
    }),
  );
  return container.get(DATA_SOURCE);
}

const forty = write(40);
conformsToDataSource(() => make({ files: forty, validation: 0.25 }));

const several = write(2_300);
const one = write(0, `x,y\n1,2\n3\n${"5,6\n".repeat(40)}`);
conformsToRecordSource({
  create: (options) => make({ files: several, ...options }),
  broken: {
    create: (options) => make({ files: one, ...options }),
    place: /\.csv", row 3 \(byte 8\)/,
    others: 41,
  },
  change: () => appendFileSync(several, "9,a,9\n"),
});

test("csv() sets the shares apart that it is asked for", async () => {
  const splits = await make({ files: write(2_500), validation: 0.2, test: 0.1 }).open(1);
  const sizes = [splits.train, splits.validation, splits.test].map((part) => part?.size);
  assert.deepEqual(sizes, [1_750, 500, 250]);
  const seen = new Set<number>();
  for (const part of [splits.train, splits.validation, splits.test]) {
    const all = Uint32Array.from({ length: part?.size ?? 0 }, (_, index) => index);
    const { inputs, targets } = (await part?.gather(all)) ?? { inputs: [], targets: [] };
    inputs[0]?.forEach((x, at) => {
      seen.add(x);
      assert.equal(targets[0]?.[at], 2 * x);
    });
  }
  assert.equal(seen.size, 2_500);
  await splits.dispose?.();
});

test("csv() fits its columns to the training records alone", async () => {
  const options = {
    files: write(0, "x,y\n1,0\n3,1\n"),
    validation: [write(0, "x,y\n100,1\n")],
    inputs: { x: number().standardize() },
  };
  const splits = await make(options).open(0);
  const train = await splits.train.gather(Uint32Array.of(0, 1));
  assert.deepEqual(train.inputs[0], Float32Array.of(-1, 1));
  const validation = await splits.validation?.gather(Uint32Array.of(0));
  assert.deepEqual(validation?.inputs[0], Float32Array.of(98));
  assert.match(splits.describe?.().columns.x?.preparation ?? "", /standardized/);
  await splits.dispose?.();
});

test("csv() leaves out records that do not keep to where", async () => {
  const splits = await make({ files: write(1_200), where: { kind: "b" } }).open(0);
  assert.equal(splits.train.size, 400);
  const { inputs } = await splits.train.gather(Uint32Array.of(0, 1, 399));
  assert.deepEqual(inputs[0], Float32Array.of(0, 3, 1_197));
  const [opened] = splits.describe?.().opened ?? [];
  // 400 examples of an input, a target and a weight: all are held.
  const { records, leftOut, heldBytes, workers } = opened ?? {};
  assert.deepEqual([records, leftOut, heldBytes, workers], [1_200, 800, 4 * 3 * 400, 1]);
  await splits.dispose?.();
  await assert.rejects(() => make({ files: write(5), where: { kind: "c" } }).open(0), {
    code: "data/invalid",
    message: /no record keeps to "where"/i,
  });
});

const BROKEN = 'x,y\n1,2\n3\n5,"6"7\n7,eight\n9,10\n';

test("csv() names the broken record and its file", async () => {
  await assert.rejects(() => make({ files: write(0, BROKEN) }).open(0), {
    code: "data/corrupt",
    message: /\.csv", row 3 \(byte 8\)/,
  });
  const wrong = "x,y\n1,2\n7,eight\n";
  await assert.rejects(() => make({ files: write(0, wrong) }).open(0), {
    code: "data/invalid",
    message: /"y" must be a finite number.*"eight".*row 3 \(byte 8\)/,
  });
});

test("csv() skips broken records if it is asked to, counts and reports them", async () => {
  const splits = await make({ files: write(0, BROKEN), skipBroken: true }).open(0);
  assert.equal(splits.train.size, 2);
  const { inputs, targets } = await splits.train.gather(Uint32Array.of(0, 1));
  assert.deepEqual([inputs[0], targets[0]], [Float32Array.of(1, 9), Float32Array.of(2, 10)]);
  const { skipped = {}, broken = [] } = splits.describe?.() ?? {};
  assert.deepEqual(Object.values(skipped), [3]);
  assert.deepEqual(
    broken.map((fault) => /row \d/.exec(fault)?.[0]),
    ["row 3", "row 4", "row 5"],
  );
  await splits.dispose?.();
});

test("csv() suggests the nearest name for a missing column", async () => {
  const options = { files: write(3), inputs: { kinds: category() } };
  await assert.rejects(() => make(options).open(0), {
    code: "data/invalid",
    message: /Unknown field "kinds"; did you mean "kind"\? Known fields: x, kind, y/,
  });
});

test("csv() refuses shares that leave a part empty, and a file that is in two parts", async () => {
  await assert.rejects(() => make({ files: write(3), validation: 0.01 }).open(0), {
    code: "data/invalid",
    message: /3 are for training, 0 for validation/,
  });
  const path = write(3);
  await assert.rejects(() => make({ files: path, validation: path }).open(0), {
    code: "data/invalid",
    message: /among the files of train and of validation/i,
  });
});

test("csv() opens the files that a pattern matches", async () => {
  for (const name of ["p-1.csv", "p-0.csv"]) files.write(name, `x,y\n${name.charAt(2)},0\n`);
  const splits = await make({ files: `${files.folder}/p-*.csv` }).open(0);
  const { inputs } = await splits.train.gather(Uint32Array.of(0, 1));
  assert.deepEqual(inputs[0], Float32Array.of(0, 1));
  await splits.dispose?.();
  await assert.rejects(
    () => make({ files: `${files.folder}/q-*.csv` }).open(0),
    /no file matches/i,
  );
});

test("csv() tells how far the opening is", async () => {
  const told: DataProgress[] = [];
  const path = write(0, "x,y\n1,2\n3,4\n");
  const splits = await make({ files: path }).open(0, { onProgress: (one) => told.push(one) });
  assert.deepEqual(
    told.map(({ action, done, total, unit }) => [action, done, total, unit]),
    [
      ["index", 12, 12, "bytes"],
      ["fit", 2, 2, "records"],
    ],
  );
  await splits.dispose?.();
});

test("csv() finds what was fitted before, unless a file, the columns or the split changed", async () => {
  const cache = join(files.folder, "fits");
  const path = write(30);
  const inputs = { x: number().standardize() };
  const open = async (options: Partial<CsvOptions> = {}, seed = 0) => {
    const actions: string[] = [];
    const splits = await make({ files: path, cache, inputs, validation: 0.1, ...options }).open(
      seed,
      { onProgress: ({ action }) => actions.push(action) },
    );
    await splits.dispose?.();
    return { actions, preparation: splits.preparation };
  };
  const first = await open();
  assert.deepEqual(first.actions, ["index", "fit"]);
  assert.deepEqual(await open(), { actions: [], preparation: first.preparation });
  for (const options of [{ inputs: { x: number() } }, { validation: 0.2 }]) {
    assert.deepEqual((await open(options)).actions, ["fit"]);
  }
  assert.deepEqual((await open({}, 1)).actions, ["fit"]);
  appendFileSync(path, "30,a,60\n");
  assert.deepEqual((await open()).actions, ["index", "fit"]);
});

test("csv() fails at once when a file to validate on ends early", async () => {
  const validation = [write(0, "x,y\n1,2\n3,4\n5")];
  await assert.rejects(() => make({ files: write(3), validation }).open(0), {
    code: "data/corrupt",
    message: /row 4 \(byte 12\)/,
  });
});

test("csv() ends the opening when asked to", async () => {
  const abort = new AbortController();
  const opening = make({ files: write(3) }).open(0, { signal: abort.signal });
  abort.abort();
  await assert.rejects(() => opening, { code: "data/unavailable" });
});

test("csv() checks its options", () => {
  for (const [options, message] of [
    [{ delimiter: "ab" }, /"delimiter" must be one ASCII character/],
    [{ header: false }, /"names" must be given if there is no header/],
    [{ validation: 1 }, /"validation" must be/],
    [{ valdation: 0.1 }, /did you mean "validation"/],
  ] as const) {
    assert.throws(() => make({ files: "a.csv", ...options } as CsvOptions), { message });
  }
});

test("csv() changes training examples by the draw of the epoch when asked to", async () => {
  const file = write(30);
  const splits = await make({
    files: file,
    validation: 0.5,
    augment: ({ inputs, targets }, random) => {
      (inputs.x as Float32Array)[0] = 100 + random.below(1e6);
      (targets.y as Float32Array)[0] = -1;
    },
  }).open(1);
  const some = Uint32Array.of(0, 3, 5);
  const plain = await splits.train.gather(some);
  const [first, again, other] = await Promise.all(
    [7, 7, 8].map((draw) => splits.train.gather(some, undefined, draw)),
  );
  assert.ok(plain.inputs[0]?.every((x) => x < 30));
  assert.ok(first?.inputs[0]?.every((x) => x >= 100));
  assert.deepEqual(first?.targets[0], Float32Array.of(-1, -1, -1));
  assert.deepEqual(again, first);
  assert.notDeepEqual(other, first);
  // Blocks that are kept are not the ones that were changed.
  assert.deepEqual(await splits.train.gather(some), plain);
  await splits.dispose?.();
});

test("csv() fits the same preparation whatever the number of workers", async () => {
  const file = write(3_000);
  const options = {
    files: file,
    inputs: { x: number().impute("median").standardize(), kind: category() },
    validation: 0.2,
  };
  const fitted = [];
  for (const workers of [1, 3]) {
    const splits = await make({ ...options, workers }).open(2);
    fitted.push(splits.preparation);
    await splits.dispose?.();
  }
  assert.deepEqual(fitted[1], fitted[0]);
});
