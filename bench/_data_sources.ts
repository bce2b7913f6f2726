import { closeSync, copyFileSync, createReadStream, openSync, statSync, writeSync } from "node:fs";
import { open } from "node:fs/promises";
import { createRequire } from "node:module";
import { dirname, join } from "node:path";
import { createInterface } from "node:readline";
import { loadCsvStream, loadHyparquet } from "../deps.ts";
import { category, columns, csv, hashed, json, number, parquet } from "../modules/mod.ts";
import type { DataTask } from "./_data_task.ts";
import { PICTURE_TASKS } from "./_picture_sources.ts";

const WIDTH = 20;
const CHUNK_ROWS = 100_000;
const NAMES = Array.from({ length: WIDTH }, (_, at) => `x${at}`);

/** Random numbers of a linear congruential generator; what they are does not matter. */
function randomNumbers(): () => number {
  let state = 1;
  return () => {
    state = (Math.imul(state, 1_103_515_245) + 12_345) & 0x7fffffff;
    return state / 0x7fffffff;
  };
}

function csvRows(): string {
  const random = randomNumbers();
  const rows = Array.from({ length: CHUNK_ROWS }, () => {
    const values = NAMES.map(() => (100 * random() - 50).toFixed(4));
    return `${values.join(",")},${random() < 0.5 ? "no" : "yes"}\n`;
  });
  return rows.join("");
}

/** A file of 20 numbers and a class a row, in which the same 100,000 rows come again and again. */
function writeCsv(folder: string, bytes: number): readonly string[] {
  const path = join(folder, "numbers.csv");
  const file = openSync(path, "w");
  const chunk = Buffer.from(csvRows());
  writeSync(file, `${NAMES.join(",")},label\n`);
  for (let written = 0; written < bytes; written += chunk.length) writeSync(file, chunk);
  closeSync(file);
  return [path];
}

async function* parseCsv(files: readonly string[]): AsyncGenerator<number> {
  const parse = await loadCsvStream();
  for (const path of files) {
    for await (const _ of createReadStream(path).pipe(parse({ from_line: 2 }))) yield 1;
  }
}

/** The same numbers as JSON Lines. */
function writeJson(folder: string, bytes: number): readonly string[] {
  const path = join(folder, "numbers.jsonl");
  const file = openSync(path, "w");
  const lines = csvRows()
    .trimEnd()
    .split("\n")
    .map((row) => {
      const fields = row.split(",");
      const record = NAMES.map((name, at) => [name, Number(fields[at])]);
      return JSON.stringify({ ...Object.fromEntries(record), label: fields[WIDTH] });
    });
  const chunk = Buffer.from(`${lines.join("\n")}\n`);
  for (let written = 0; written < bytes; written += chunk.length) writeSync(file, chunk);
  closeSync(file);
  return [path];
}

async function* parseJson(files: readonly string[]): AsyncGenerator<number> {
  for (const path of files) {
    for await (const line of createInterface({ input: createReadStream(path) })) {
      JSON.parse(line);
      yield 1;
    }
  }
}

/** Copies of a file of vega-datasets. */
function copies(name: string, folder: string, bytes: number): readonly string[] {
  const main = createRequire(import.meta.url).resolve("vega-datasets");
  const source = join(dirname(main), "..", "data", name);
  const count = Math.max(1, Math.round(bytes / statSync(source).size));
  return Array.from({ length: count }, (_, at) => {
    const path = join(folder, `${at}-${name}`);
    copyFileSync(source, path);
    return path;
  });
}

const FLIGHT_FIELDS = ["date", "delay", "distance", "origin"];

async function* parseParquet(files: readonly string[]): AsyncGenerator<number> {
  const { compressors, parquetMetadataAsync, parquetReadObjects } = await loadHyparquet();
  for (const path of files) {
    const handle = await open(path);
    const slice = async (start: number, end = statSync(path).size) => {
      const bytes = new Uint8Array(end - start);
      await handle.read(bytes, 0, bytes.length, start);
      return bytes.buffer;
    };
    const file = { byteLength: statSync(path).size, slice };
    const metadata = await parquetMetadataAsync(file);
    let rowStart = 0;
    for (const { num_rows } of metadata.row_groups) {
      const rowEnd = rowStart + Number(num_rows);
      const range = { rowStart, rowEnd, columns: FLIGHT_FIELDS, utf8: false };
      yield (await parquetReadObjects({ file, metadata, compressors, ...range })).length;
      rowStart = rowEnd;
    }
    await handle.close();
  }
}

/** What of the numbers is trained on. */
const NUMBERS = {
  inputs: { numbers: columns(NAMES, number().standardize()) },
  targets: { label: category({ categories: ["no", "yes"] }) },
};

/** What is measured, by the name of the source. */
export const DATA_TASKS: Readonly<Record<string, DataTask>> = {
  csv: {
    inputShape: [WIDTH],
    classes: 2,
    write: writeCsv,
    alone: parseCsv,
    open: (files, cache) => csv({ files, cache, ...NUMBERS }),
  },
  json: {
    inputShape: [WIDTH],
    classes: 2,
    write: writeJson,
    alone: parseJson,
    open: (files, cache) => json({ files, cache, ...NUMBERS }),
  },
  parquet: {
    inputShape: [3],
    classes: 8,
    write: (folder, bytes) => copies("flights-3m.parquet", folder, bytes),
    alone: parseParquet,
    open: (files, cache) =>
      parquet({
        files,
        cache,
        inputs: {
          flight: columns({
            date: number().standardize(),
            delay: number().impute(0).standardize(),
            distance: number().standardize(),
          }),
        },
        targets: { origin: hashed(8) },
      }),
  },
  ...PICTURE_TASKS,
};
