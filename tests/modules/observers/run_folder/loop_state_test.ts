import assert from "node:assert/strict";
import { test } from "node:test";
import type { LoopPosition } from "../../../../core/mod.ts";
import { longState } from "../../../../modules/observers/run_folder/loop_state.ts";

const ZERO_MS = Date.UTC(2026, 10, 30);

/** What a run does whose third step began at 2 s, and whose phase at 3.5 s, at `atMs`. */
function stateAt(atMs: number, phase: LoopPosition["phase"]) {
  const position = { step: 3, stepAtMs: 2_000, phase, phaseAtMs: 3_500 };
  return longState(position, ZERO_MS, ZERO_MS + atMs);
}

test("longState() returns since when a step lasts once that is a second, whatever phase it is in", () => {
  assert.equal(stateAt(2_999, "forward"), null);
  const expected = { what: "step", step: 3, since: "2026-11-30T00:00:02.000Z" };
  assert.deepEqual(stateAt(3_000, "forward"), expected);
  assert.deepEqual(stateAt(4_000, "backward"), expected);
});

test("longState() tells what else takes long from the moment at which it began", () => {
  const since = "2026-11-30T00:00:03.500Z";
  assert.equal(stateAt(4_499, "validation"), null);
  assert.deepEqual(stateAt(4_500, "validation"), { what: "validation", step: 3, since });
  assert.deepEqual(stateAt(4_500, "boundary"), { what: "boundary", step: 3, since });
  assert.deepEqual(stateAt(4_500, "idle"), { what: "waiting", step: 3, since });
});
