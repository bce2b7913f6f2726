import assert from "node:assert/strict";
import { appendFileSync } from "node:fs";
import { after, test } from "node:test";
import { DATA_SOURCE, type DataSource } from "../../../../core/mod.ts";
import { Container } from "../../../../deps.ts";
import { category, type JsonOptions, json, number } from "../../../../modules/data/mod.ts";
import { conformsToDataSource } from "../../../../testing/data_source.ts";
import { conformsToRecordSource } from "../../../../testing/record_source.ts";
import { TemporaryFiles } from "../../../_support/data/idx_files.ts";

const files = new TemporaryFiles();
after(() => files[Symbol.dispose]());
let written = 0;

function write(content: string): string {
  written += 1;
  return files.write(`${written}.json`, content);
}

const RECORDS = Array.from({ length: 250 }, (_, x) => ({ x, kind: x % 3 ? "a" : "b", y: 2 * x }));
const lines = write(RECORDS.map((record) => JSON.stringify(record)).join("\r\n"));
const array = write(JSON.stringify(RECORDS, null, 1));
const minified = write(JSON.stringify(RECORDS));

function make(options: Partial<JsonOptions> & Pick<JsonOptions, "files">): DataSource {
  const container = new Container();
  container.load(
    json({
      inputs: { x: number() },
      targets: { y: number() },
      cache: false,
      workers: 1,
      ...options,
    }),
  );
  return container.get(DATA_SOURCE);
}

const changing = write(RECORDS.map((record) => JSON.stringify(record)).join("\n"));
const broken = write(`{"x":1,"y":2}\n{"x":\n${'{"x":3,"y":4}\n'.repeat(40)}`);
conformsToRecordSource({
  create: (options) => make({ files: changing, ...options }),
  broken: {
    create: (options) => make({ files: broken, ...options }),
    place: /\.json", row 2 \(byte 14\)/,
    others: 41,
  },
  change: () => appendFileSync(changing, "\n{}"),
});

/** Inputs of all training examples. */
async function inputsOf(options: Parameters<typeof make>[0]): Promise<number[]> {
  const splits = await make(options).open(0);
  const all = Uint32Array.from({ length: splits.train.size }, (_, at) => at);
  const { inputs } = await splits.train.gather(all);
  await splits.dispose?.();
  return [...(inputs[0] ?? [])];
}

conformsToDataSource(() => make({ files: array, validation: 0.2 }));

for (const [what, file] of Object.entries({ lines, array, minified })) {
  test(`json() reads every record when the file is ${what}`, async () => {
    assert.deepEqual(
      await inputsOf({ files: file }),
      RECORDS.map(({ x }) => x),
    );
  });
}

test("json() reads files of both kinds together, with blank lines and a byte order mark", async () => {
  const marked = write('\ufeff\n{"x": 1, "y": 0}\n\n{"x": 2, "y": 0}\n');
  const listed = write('[{"x": 3, "y": 0}]\n');
  assert.deepEqual(await inputsOf({ files: [marked, listed] }), [1, 2, 3]);
});

test("json() takes a field that a record lacks for missing, and reads fields of objects", async () => {
  const file = write('{"a": {"b": 5}, "y": 0}\n{"y": 0}\n{"a": {"b": null}, "y": 0}\n');
  const x = number({ field: "a.b" }).impute(-1);
  assert.deepEqual(await inputsOf({ files: file, inputs: { x } }), [5, -1, -1]);
});

test("json() knows a field of later records when it is named", async () => {
  const file = write('{"y": 0}\n');
  const options = { files: file, inputs: { x: number().impute(3) } };
  await assert.rejects(make(options).open(0), {
    code: "data/invalid",
    message: `Unknown field "x"; did you mean "y"? Known fields: y. Cannot open "${file}".`,
  });
  assert.deepEqual(await inputsOf({ ...options, fields: ["x"] }), [3]);
});

const FAULTS: readonly (readonly [when: string, content: string, message: RegExp])[] = [
  ["a line is no JSON", '{"x": 1, "y": 2}\n{"x": oops}\n', /Cannot read ".*", row 2 \(byte 17\)/],
  ["a record in an array is no JSON", '[{"x": 1, "y": 2}, {"x" 1}]', /row 2 \(byte 19\)/],
  ["a record is no object", '{"x": 1, "y": 2}\n[1]\n', /must be an object of fields, but is \[1\]/],
  ["an array is not closed", '[{"x": 1, "y": 2},', /Its array is not closed: the file ends early/],
  [
    "a text never ends",
    '[{"x": "1, "y": 2}]',
    /The quote at byte 13, in row 1 \(byte 1\), is not closed/,
  ],
  ["a file is neither", "x,y\n1,2\n", /It must begin with "\{" or "\[", but begins with "x,y/],
  ["a file is empty", "  \n", /It is empty/],
];

for (const [when, content, message] of FAULTS) {
  test(`json() says what and where when ${when}`, async () => {
    await assert.rejects(make({ files: write(content) }).open(0), {
      code: "data/corrupt",
      message,
    });
  });
}

test("json() says so when there is no record", async () => {
  await assert.rejects(make({ files: write("[]") }).open(0), {
    code: "data/invalid",
    message: /^There is no record\. Cannot train on /,
  });
});

test("json() skips broken records when asked to", async () => {
  const file = write('{"x": 1, "y": 0}\n{"x": \n{"x": 3, "y": 0}\n');
  assert.deepEqual(await inputsOf({ files: file, skipBroken: true }), [1, 3]);
});

test("json() makes classes of texts", async () => {
  const splits = await make({ files: array, targets: { kind: category() } }).open(0);
  assert.deepEqual(splits.train.targets[0]?.categories, ["a", "b"]);
  await splits.dispose?.();
});
