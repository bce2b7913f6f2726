import assert from "node:assert/strict";
import { appendFileSync, readFileSync } from "node:fs";
import { after, test } from "node:test";
import { DATA_SOURCE, type DataSource } from "../../../../core/mod.ts";
import { Container } from "../../../../deps.ts";
import { type NumpyOptions, numpy } from "../../../../modules/data/numpy/mod.ts";
import { conformsToDataSource } from "../../../../testing/data_source.ts";
import { TemporaryFiles } from "../../../_support/data/idx_files.ts";

const files = new TemporaryFiles();
after(() => files[Symbol.dispose]());
let written = 0;

const fixture = (name: string) =>
  new URL(`../../../fixtures/numpy/${name}`, import.meta.url).pathname;

function write(bytes: Uint8Array): string {
  written += 1;
  return files.write(`${written}.npy`, bytes);
}

function make(options: Partial<NumpyOptions> = {}): DataSource {
  const container = new Container();
  const inputs = { x: fixture("many.npy") };
  container.load(numpy({ inputs, targets: { y: fixture("many_y.npy") }, ...options }));
  return container.get(DATA_SOURCE);
}

conformsToDataSource(() => make({ validation: 0.25, test: 0.1 }));
// Read from the disk, an example at a time.
conformsToDataSource(() => make({ validation: 0.25, memoryBytes: 0 }));

/** (n - 4) / 2 for n from 0 to 23. */
const BASE = Array.from({ length: 24 }, (_, n) => (n - 4) / 2);

const asTypes: Readonly<Record<string, (value: number, n: number) => number>> = {
  i: Math.trunc,
  u: (value) => Math.trunc(Math.abs(value)),
  f: (value) => value,
  b: (_, n) => (n % 3 === 0 ? 1 : 0),
};

for (const type of [
  ...["i1", "i2", "i4", "i8", "be_i2", "be_i8", "u1", "u2", "u4", "u8", "be_u4"],
  ...["f2", "f4", "f8", "be_f2", "be_f4", "be_f8", "bool", "fortran"],
]) {
  test(`numpy() reads an array of ${type}`, async () => {
    const kind = type.replace("be_", "").charAt(0) as keyof typeof asTypes;
    const column = { file: fixture("types.npz"), array: type, dtype: "float32" } as const;
    const { train } = await make({ inputs: { x: column }, targets: { y: column } }).open(0);
    assert.deepEqual(train.inputs[0]?.shape, [2, 3]);
    const { inputs } = await train.gather(Uint32Array.of(3, 0, 1, 2));
    const expected = BASE.map(asTypes[kind] as (value: number, n: number) => number);
    assert.deepEqual(
      [...(inputs[0] ?? [])],
      [...expected.slice(18), ...expected.slice(0, 18)].map((value) => value + 0),
    );
  });
}

for (const memoryBytes of [0, 2 ** 20]) {
  const place = memoryBytes === 0 ? "on a disk" : "in memory";

  test(`numpy() gives arrays ${place} their types, classes and factors`, async () => {
    const splits = await make({
      inputs: { x: { file: fixture("x.npy"), scale: 2 } },
      targets: { y: { file: fixture("y.npy"), classes: 3 }, z: fixture("y.npy") },
      memoryBytes,
    }).open(0);
    const { inputs, targets, blocks } = splits.train;
    assert.deepEqual(
      [...inputs, ...targets].map(({ name, dtype, shape, classes }) => [
        name,
        dtype,
        shape,
        classes,
      ]),
      [
        ["x", "float32", [2, 3], undefined],
        ["y", "int32", [], 3],
        ["z", "int32", [], undefined],
      ],
    );
    assert.equal(blocks !== undefined, memoryBytes === 0);
    const values = await splits.train.gather(Uint32Array.of(1));
    assert.deepEqual(values.inputs[0], Float32Array.of(2, 3, 4, 5, 6, 7));
    assert.deepEqual(values.targets[0], Int32Array.of(1));
    await splits.dispose?.();
  });
}

test("numpy() reads arrays of a compressed .npz, and validates on separate arrays", async () => {
  const packed = (array: string) => ({ file: fixture("packed.npz"), array });
  const examples = { inputs: { x: packed("x") }, targets: { y: packed("y") } };
  const splits = await make({ ...examples, validation: examples, test: examples }).open(0);
  assert.deepEqual([splits.train.size, splits.validation?.size, splits.test?.size], [4, 4, 4]);
  const values = await splits.validation?.gather(Uint32Array.of(2));
  assert.deepEqual(values?.targets[0], Int32Array.of(2));
  assert.match(splits.fingerprint ?? "", /^packed\.npz: \d+ bytes, hash [0-9a-f]{16}$/);
});

async function messageOf(options: Partial<NumpyOptions>, code = "data/corrupt"): Promise<string> {
  try {
    const { train } = await make(options).open(0);
    await train.gather(Uint32Array.from({ length: train.size }, (_, index) => index));
  } catch (error) {
    assert.equal((error as { code?: string }).code, code, String(error));
    return (error as Error).message;
  }
  assert.fail("nothing was thrown");
}

const whole = readFileSync(fixture("x.npy"));

for (const [what, file, message] of [
  ["is no .npy", write(Buffer.from("a,b\n1,2\n3,4,5,6\n")), /does not begin with "\\x93NUMPY"/],
  [
    "is empty",
    write(Buffer.alloc(0)),
    /it is no \.npy file, or is cut off\. Cannot read ".*\.npy"\.$/,
  ],
  [
    "is cut off",
    write(whole.subarray(0, -4)),
    /^96 bytes must follow its header for the shape \[4, 2, 3\], but 92 do: it is cut off\./,
  ],
  [
    "is too long",
    write(Buffer.concat([whole, whole])),
    /^96 bytes must follow .* but \d+ do\. Cannot/,
  ],
  [
    "is of a later version",
    write(Buffer.concat([whole.subarray(0, 6), Buffer.from([4]), whole.subarray(7)])),
    /^Its version is 4, but 1, 2 and 3 are known/,
  ],
  [
    "has a damaged header",
    write(Buffer.from(whole.toString("latin1").replace("'shape'", "'shade'"), "latin1")),
    /^Its header is damaged: "\{'descr'/,
  ],
  [
    "has Python objects",
    fixture("object.npy"),
    /^Its elements are Python objects \(\|O\), which need Python/,
  ],
  ["has text", fixture("text.npy"), /^Its elements are text or records \(<U1\): save numbers/],
  ["has records", fixture("record.npy"), /^Its elements are text or records/],
  ["has complex numbers", fixture("complex.npy"), /^Its elements are complex numbers \(<c16\)/],
  [
    "is a single number",
    fixture("scalar.npy"),
    /^It is a single number, without an axis of examples/,
  ],
  ["has no examples", fixture("empty.npy"), /^It is empty: its shape is \[0, 3\]/],
  ["is not there", "/nowhere/x.npy", /Cannot read "\/nowhere\/x\.npy"\.$/],
] as const) {
  test(`numpy() names a file that ${what}`, async () => {
    assert.match(await messageOf({ inputs: { x: file } }), message);
  });
}

test("numpy() suggests the nearest name for an array that a .npz lacks", async () => {
  const inputs = { x: { file: fixture("packed.npz"), array: "xx" } };
  assert.match(
    await messageOf({ inputs }),
    /^Unknown array "xx"; did you mean "x"\? Known arrays: x, y\. Cannot read ".*packed\.npz"\.$/,
  );
  const broken = { x: { file: fixture("x.npy"), array: "x" } };
  assert.match(await messageOf({ inputs: broken }), /^It is no \.npz file, or is damaged/);
});

test("numpy() refuses an array in Fortran's order that does not fit into memory", async () => {
  assert.match(
    await messageOf({ inputs: { x: fixture("fortran.npy") }, memoryBytes: 8 }),
    /in Fortran's order, which is not that of examples, and do not fit into "memoryBytes"/,
  );
});

for (const [what, changes, message] of [
  [
    "a number is too large",
    { inputs: { x: fixture("huge.npy") }, targets: { y: fixture("nan.npy") } },
    /^Column "x" must be a whole number of 32 bits in example 1, but is 1099511627776\. Cannot read/,
  ],
  [
    "a number is not finite",
    { inputs: { x: fixture("nan.npy") }, targets: { y: fixture("nan.npy") } },
    /^Column "x" must be a finite number in example 1, but is NaN\. Cannot read ".*nan\.npy"\.$/,
  ],
  [
    "a class is out of range",
    { targets: { y: { file: fixture("many_y.npy"), classes: 3 } } },
    /^Column "y" must be a whole number from 0 to 2 in example 3, but is 3\./,
  ],
  [
    "the examples do not pair up",
    { targets: { y: fixture("y.npy") } },
    /^Column "y" must have 40 examples like column "x", but has 4\. Cannot open ".*y\.npy"\.$/,
  ],
  [
    "validation has other shapes",
    { validation: { inputs: { x: fixture("x.npy") }, targets: { y: fixture("y.npy") } } },
    /^The columns of "validation" must be x float32 \[3\], but are x float32 \[2, 3\]\./,
  ],
  [
    "a share leaves no example",
    { validation: 0.001 },
    /^There must be an example to put into validation, but the shares leave none\./,
  ],
] as readonly [string, Partial<NumpyOptions>, RegExp][]) {
  test(`numpy() says what is wrong when ${what}`, async () => {
    assert.match(await messageOf(changes, "data/invalid"), message);
  });
}

test("numpy() fails when a file was written to after it was opened", async () => {
  const path = write(readFileSync(fixture("many.npy")));
  const { train } = await make({ inputs: { x: path }, memoryBytes: 0 }).open(0);
  appendFileSync(path, "more");
  assert.throws(() => train.gather(Uint32Array.of(0)), { code: "data/changed" });
});
