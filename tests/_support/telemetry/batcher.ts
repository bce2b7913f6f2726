import { tmpdir } from "node:os";
import { join } from "node:path";
import { Spool } from "../../../core/mod.ts";
import {
  Batcher,
  type BatcherLimits,
  type Delivery,
  type Gate,
} from "../../../modules/telemetry/_worker/batcher.ts";

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
  readonly spool?: Spool;
  readonly check?: (record: string) => void;
  readonly now?: () => number;
}

/** A spool in a folder for temporary files, which is there only while there is something in it. */
export function freshSpool(): Spool {
  const folder = join(tmpdir(), "tolaria-spool-tests");
  return new Spool({ folder, name: "test", owner: `${process.pid}-${++made}` });
}

/** A batcher of spans that are bare names. */
export function batcherOf(deliver: Delivery, changes: BatcherChanges = {}): Batcher {
  const {
    gate = OPEN_GATE,
    spool = freshSpool(),
    check = () => {},
    now = () => 0,
    ...limits
  } = changes;
  return new Batcher(
    { deliver, gate, spool, check, toRecord: (span) => JSON.stringify(span), now },
    { ...LIMITS, ...limits },
  );
}
