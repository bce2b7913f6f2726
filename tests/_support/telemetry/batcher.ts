import { tmpdir } from "node:os";
import { join } from "node:path";
import {
  Batcher,
  type BatcherLimits,
  type Delivery,
  type Gate,
} from "../../../modules/telemetry/_worker/batcher.ts";
import { Spill } from "../../../modules/telemetry/_worker/spill.ts";

const LIMITS: BatcherLimits = {
  capacity: 100,
  batchSize: 10,
  delayMs: 1,
  flushTimeoutMs: 1000,
  bypassesPerMinute: 60,
};

const OPEN_GATE: Gate = {
  acquire: () => Promise.resolve(undefined),
  succeed: () => {},
  fail: () => {},
};

let made = 0;

/** What a test changes of {@link batcherOf}. */
export interface BatcherChanges extends Partial<BatcherLimits> {
  readonly gate?: Gate;
  readonly spill?: Spill;
  readonly now?: () => number;
}

/** A spill in a folder for temporary files, which is there only while there is something in it. */
export function freshSpill(): Spill {
  return new Spill({ folder: join(tmpdir(), "tolaria-spill-tests"), name: "test" }, `t${++made}`);
}

/** A batcher of spans that are bare names. */
export function batcherOf(deliver: Delivery, changes: BatcherChanges = {}): Batcher {
  const { gate = OPEN_GATE, spill = freshSpill(), now = () => 0, ...limits } = changes;
  return new Batcher(
    { deliver, gate, spill, toLine: (span) => JSON.stringify(span), now },
    { ...LIMITS, ...limits },
  );
}
