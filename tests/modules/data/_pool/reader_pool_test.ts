import assert from "node:assert/strict";
import { after, test } from "node:test";
import { ReaderPool } from "../../../../modules/data/_pool/mod.ts";
import { TemporaryFiles } from "../../../_support/data/idx_files.ts";

const files = new TemporaryFiles();
after(() => files[Symbol.dispose]());

const TABLE = { inputs: { x: { kind: "number" } }, targets: { y: { kind: "number" } } } as const;

/** A pool that has a file of 100 records open. */
async function openPool(workers = 1, timeoutMs = 60_000): Promise<ReaderPool> {
  const rows = Array.from({ length: 100 }, (_, row) => `${row},${2 * row}`);
  const path = files.write("t.csv", `x,y\n${rows.join("\n")}\n`);
  const pool = new ReaderPool({ workers, timeoutMs });
  await pool.start();
  const format = { delimiter: ",", quote: '"', header: true } as const;
  const request = { kind: "csv", files: [path], cache: false, ...format } as const;
  const spec = await pool.run<"make">({ kind: "make", request }, { action: "open it" });
  await pool.runInAll<"open">({ kind: "open", specs: [spec] }, { action: "open it" });
  const preparation = { version: 1, table: TABLE, records: 0, fitted: [[{}], [{}]] };
  await pool.runInAll<"prepare">({ kind: "prepare", preparation }, { action: "prepare" });
  return pool;
}

const gather = (...records: number[]) =>
  ({ kind: "gather", reader: 0, records: Uint32Array.from(records), purpose: "train" }) as const;

test("ReaderPool.run() gives the values of records", async () => {
  const pool = await openPool(2);
  const asked = [3, 4, 5].map((record) =>
    pool.run<"gather">(gather(record, 0), { action: "read" }),
  );
  const inputs = (await Promise.all(asked)).map(({ values }) => values.inputs[0]);
  assert.deepEqual(inputs, [Float32Array.of(3, 0), Float32Array.of(4, 0), Float32Array.of(5, 0)]);
  await pool.end();
});

test("ReaderPool.run() fills the arrays that it is given", async () => {
  const pool = await openPool();
  const spare = { inputs: [new Float32Array(1)], targets: [new Float32Array(1)] };
  const transfer = [...spare.inputs, ...spare.targets].map(({ buffer }) => buffer as ArrayBuffer);
  const job = { ...gather(7), spare };
  const { values } = await pool.run<"gather">(job, { action: "read", transfer });
  assert.deepEqual(values.inputs[0], Float32Array.of(7));
  assert.equal(spare.inputs[0]?.length, 0);
  await pool.end();
});

test("ReaderPool.run() rejects with the job's action when the pool ends", async () => {
  const pool = await openPool();
  const reading = pool.run<"gather">(gather(1), { action: 'read record 1 of "t.csv"' });
  reading.catch(() => {});
  await pool.end();
  await assert.rejects(reading, {
    code: "data/unavailable",
    message: 'Its worker was ended. Cannot read record 1 of "t.csv".',
  });
  await assert.rejects(() => pool.run<"gather">(gather(1), { action: "read" }), {
    code: "data/unavailable",
  });
});
