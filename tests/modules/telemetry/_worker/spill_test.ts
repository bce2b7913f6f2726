import assert from "node:assert/strict";
import {
  appendFileSync,
  existsSync,
  readdirSync,
  readFileSync,
  statSync,
  writeFileSync,
} from "node:fs";
import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { after, before, test } from "node:test";
import { Spill } from "../../../../modules/telemetry/_worker/spill.ts";

let root = "";
before(async () => {
  root = await mkdtemp(join(tmpdir(), "tolaria-spill-"));
});
after(() => rm(root, { recursive: true }));

let folders = 0;
const freshPlace = () => ({ folder: join(root, `f${++folders}`), name: "otlp-abc" });

/** No process has it: it is above what the kernel gives out. */
const NOBODY = 2 ** 22 + 1;

test("Spill keeps lines on disk until they are removed, and then no file", () => {
  const spill = new Spill(freshPlace(), "w");
  spill.append(["1", "2", "3"]);
  assert.equal(readFileSync(spill.path, "utf8"), "1\n2\n3\n");
  assert.equal(statSync(spill.path).mode & 0o777, 0o600);
  assert.deepEqual(spill.peek(2), ["1", "2"]);
  spill.remove(2);
  spill.append(["4"]);
  assert.deepEqual(spill.peek(9), ["3", "4"]);
  assert.equal(spill.count, 2);
  spill.remove(2);
  assert.equal(existsSync(spill.path), false);
  spill.append(["5"]);
  assert.deepEqual(spill.peek(9), ["5"]);
});

test("Spill.adopt() takes over what dead processes left, without a line that was cut", () => {
  const place = freshPlace();
  const spill = new Spill(place, "w");
  spill.append(["0"]);
  writeFileSync(join(place.folder, `otlp-abc-${NOBODY}-w.jsonl`), '"1"\n"2"\n"cut');
  assert.equal(spill.adopt(), 2);
  assert.deepEqual(spill.peek(9), ["0", '"1"', '"2"']);
  assert.equal(readdirSync(place.folder).length, 1);
});

test("Spill.adopt() leaves alone what belongs to the living, to others, and what is no spill", () => {
  const place = freshPlace();
  const others = [
    `otlp-abc-${process.pid}-x.jsonl`,
    `otlp-abc-${process.ppid}-x.jsonl`,
    `otlp-def-${NOBODY}-x.jsonl`,
    `otlp-abc-${NOBODY}-x.txt`,
  ];
  const spill = new Spill(place, "w");
  spill.append(["0"]);
  for (const name of others) appendFileSync(join(place.folder, name), "1\n");
  assert.equal(spill.adopt(), 0);
  assert.equal(readdirSync(place.folder).length, 1 + others.length);
});
