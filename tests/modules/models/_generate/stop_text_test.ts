import assert from "node:assert/strict";
import { test } from "node:test";
import { StopText } from "../../../../modules/models/_generate/stop_text.ts";

/** What can be read after each piece, and at the end. */
function readable(stops: readonly string[], ...pieces: readonly string[]): string[] {
  const stop = new StopText(stops);
  return [...pieces.map((piece) => stop.add(piece)), stop.end()];
}

test("StopText hands pieces over as they are when nothing ends them", () => {
  assert.deepEqual(readable([], "a", "bc"), ["a", "bc", ""]);
});

test("StopText holds back what could be the beginning of its text", () => {
  // "<" and "<e" could go on to "<end>"; "<e!" could not.
  assert.deepEqual(readable(["<end>"], "a<", "e", "!"), ["a", "", "<e!", ""]);
  assert.deepEqual(readable(["<end>"], "a<en"), ["a", "<en"]);
});

test("StopText ends before its text, wherever pieces are cut", () => {
  const text = "one\n\ntwo";
  for (let cut = 0; cut <= text.length; cut++) {
    const stop = new StopText(["\n\n"]);
    const read = stop.add(text.slice(0, cut)) + (stop.found ? "" : stop.add(text.slice(cut)));
    assert.equal(read, "one");
    assert.equal(stop.found, "\n\n");
  }
});

test("StopText takes the first of its texts, and the longer of two at one place", () => {
  const stop = new StopText(["b", "ab", "abc"]);
  assert.equal(stop.add("xabc"), "x");
  assert.equal(stop.found, "abc");
});
