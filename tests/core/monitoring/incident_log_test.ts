import assert from "node:assert/strict";
import { test } from "node:test";
import type { IncidentKind } from "../../../core/mod.ts";
import { IncidentLog } from "../../../core/monitoring/incident_log.ts";

const incident = (kind: IncidentKind, step: number) => ({ kind, message: "NaN", step, epoch: 1 });

test("IncidentLog lists the first hundred of a kind and counts all of them", () => {
  const log = new IncidentLog();
  for (let step = 1; step <= 20_000; step++) log.add(incident("loss/non-finite", step));
  log.add(incident("breaker/open", 20_000));
  assert.equal(log.listed.length, 101);
  assert.deepEqual(
    [log.listed[0]?.step, log.listed[99]?.step, log.listed[100]?.kind],
    [1, 100, "breaker/open"],
  );
  assert.deepEqual(log.counts, { "loss/non-finite": 20_000, "breaker/open": 1 });
});
