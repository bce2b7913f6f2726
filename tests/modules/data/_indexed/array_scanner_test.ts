import assert from "node:assert/strict";
import { test } from "node:test";
import fc from "fast-check";
import { ArrayScanner } from "../../../../modules/data/_indexed/array_scanner.ts";

/** Scans the text behind the bracket of an array in chunks of `size` bytes. */
function scan(text: string, size = 4, stride = 1): ArrayScanner {
  const scanner = new ArrayScanner(stride, 1);
  const bytes = Buffer.from(text);
  for (let at = 0; at < bytes.length; at += size) scanner.push(bytes.subarray(at, at + size));
  return scanner;
}

function finished(text: string, size?: number, stride?: number): ArrayScanner {
  const scanner = scan(text, size, stride);
  scanner.finish();
  return scanner;
}

test("ArrayScanner takes commas, brackets and quotes within values for parts of them", () => {
  const scanner = finished(String.raw` {"a": "x,]}\"", "b": [1, {"c": 2}]},{} ]`);
  assert.deepEqual([...scanner.offsets], [2, 38]);
  assert.equal(scanner.fault, undefined);
});

test("ArrayScanner keeps the offset of each value at its stride", () => {
  assert.deepEqual([...finished("{},{},{}]", 4, 2).offsets], [1, 7]);
});

test("ArrayScanner finds no value in an empty array", () => {
  assert.equal(finished("\n ]\n").records, 0);
});

test("ArrayScanner says that the file ends early when the array is not closed", () => {
  assert.equal(finished("{},{").fault, "its array is not closed: the file ends early");
});

test("ArrayScanner says where there is more when the array is closed", () => {
  assert.equal(finished("{}] x").fault, "there is more behind the end of its array, at byte 5");
});

test("ArrayScanner names the quote that is open", () => {
  assert.equal(scan('{"a": "b}]').openQuote, 7);
});

test("ArrayScanner finds the values of any array, whatever the borders of chunks", () => {
  const values = fc.array(fc.dictionary(fc.string(), fc.jsonValue()), { maxLength: 5 });
  fc.assert(
    fc.property(values, fc.integer({ min: 1, max: 9 }), fc.nat(2), (list, size, indent) => {
      const text = JSON.stringify(list, null, indent);
      const scanner = finished(text.slice(1), size);
      const bytes = Buffer.from(text);
      const found = [...scanner.offsets].map((from, at, all) =>
        JSON.parse(
          bytes
            .subarray(from, all[at + 1] ?? bytes.length)
            .toString()
            .replace(/[\s,\]]+$/, ""),
        ),
      );
      assert.equal(scanner.fault, undefined);
      assert.deepEqual(found, JSON.parse(text));
    }),
  );
});
