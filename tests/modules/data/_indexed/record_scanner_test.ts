import assert from "node:assert/strict";
import { before, test } from "node:test";
import fc from "fast-check";
import { loadCsvParse } from "../../../../deps_worker.ts";
import { rowParser } from "../../../../modules/data/_csv/parse_rows.ts";
import { RecordScanner } from "../../../../modules/data/_indexed/mod.ts";

let parse: Awaited<ReturnType<typeof loadCsvParse>>;
before(async () => {
  parse = await loadCsvParse();
});

const RULES = { newline: 10, quote: 34, delimiter: 44 };

/** Scans a text in chunks of the given lengths, and then the rest. */
function scan(text: string, { rules = RULES, stride = 1, chunks = [] as readonly number[] } = {}) {
  const scanner = new RecordScanner(rules, stride);
  let bytes = new TextEncoder().encode(text);
  for (const length of chunks) {
    scanner.push(bytes.subarray(0, length));
    bytes = bytes.subarray(length);
  }
  scanner.push(bytes);
  const { openQuote } = scanner;
  scanner.finish();
  return { records: scanner.records, offsets: [...scanner.offsets], openQuote };
}

test("RecordScanner counts a last record without a newline", () => {
  assert.deepEqual(scan("a,b\nc,d"), { records: 2, offsets: [0, 4], openQuote: undefined });
});

test("RecordScanner takes a newline within quotes for a part of the record", () => {
  assert.deepEqual(scan('a,"b\nb"\nc,d\n').offsets, [0, 8]);
});

test("RecordScanner takes a doubled quote for one that does not close", () => {
  assert.deepEqual(scan('"a""\n",b\nc,d\n').offsets, [0, 9]);
});

test("RecordScanner takes a quote within an unquoted field for a byte like any other", () => {
  assert.deepEqual(scan('5" pipe,b\nc,d\n').offsets, [0, 10]);
});

test("RecordScanner passes over empty lines", () => {
  assert.deepEqual(scan("\n\r\na\n\n\r\nb\n\n").offsets, [3, 8]);
});

test("RecordScanner ends records at carriage returns when they are the newline", () => {
  assert.deepEqual(scan('a\r\r"b\r"\rc', { rules: { ...RULES, newline: 13 } }).offsets, [0, 3, 8]);
});

test("RecordScanner knows of no quote when there is none in its rules", () => {
  const rules = { newline: 10, delimiter: 44 };
  assert.deepEqual(scan('"a\nb"\n', { rules: rules as typeof RULES }).offsets, [0, 3]);
});

test("RecordScanner keeps the offset of each record at its stride", () => {
  const { records, offsets } = scan("a\nb\nc\nd\ne\n", { stride: 2 });
  assert.deepEqual([records, offsets], [5, [0, 4, 8]]);
});

test("RecordScanner names the quote that is open", () => {
  assert.equal(scan('a,b\nc,"d\ne,f\n').openQuote, 6);
});

/** What csv-parse makes of a text. */
function parsed(text: string | Buffer): readonly string[][] {
  const record_delimiter = ["\r\n", "\n"];
  return parse(text, { record_delimiter, relax_column_count: true, skip_empty_lines: true });
}

const field = fc.oneof(
  fc.string({ unit: fc.constantFrom("a", "7", ".", " ", "é", "\u{1F600}"), maxLength: 5 }),
  fc
    .string({ unit: fc.constantFrom("a", '""', ",", "\n", "\r\n", "é", "\r"), maxLength: 5 })
    .map((text) => `"${text}"`),
);
const csv = fc
  .tuple(
    fc.array(fc.array(field, { minLength: 1, maxLength: 4 }), { maxLength: 12 }),
    fc.constantFrom("\n", "\r\n"),
    fc.boolean(),
  )
  .map(([rows, newline, ends]) => {
    const text = rows.map((fields) => fields.join(",")).join(newline);
    return ends ? text + newline : text;
  });

test("RecordScanner finds the records that csv-parse finds, whatever the borders of chunks", () => {
  fc.assert(
    fc.property(csv, fc.array(fc.nat(9), { maxLength: 30 }), (text, chunks) => {
      const { records, offsets } = scan(text, { chunks });
      const bytes = Buffer.from(text);
      const expected = parsed(bytes);
      assert.equal(records, expected.length);
      const slices = offsets.map((from, at) => bytes.subarray(from, offsets[at + 1]));
      assert.deepEqual(
        slices.map((slice) => parsed(slice)[0]),
        expected,
      );
    }),
  );
});

test("rowParser() gives the fields that csv-parse gives, with quotes and without", async () => {
  const rows = await rowParser({ delimiter: ",", quote: '"' }, 10);
  fc.assert(
    fc.property(csv, fc.boolean(), (quoted, plain) => {
      const text = plain ? quoted.replaceAll('"', "") : quoted;
      assert.deepEqual(rows(Buffer.from(text)), parsed(text));
    }),
  );
});
