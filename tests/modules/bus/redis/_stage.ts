import { Spool } from "../../../../core/mod.ts";
import { toOutbound } from "../../../../modules/bus/_shared/mod.ts";
import { BusWorker } from "../../../../modules/bus/redis/bus_worker.ts";
import type { FromWorker, Receipts } from "../../../../modules/bus/redis/messages.ts";
import type { EventEnvelope, FieldsOf } from "../../../../proto/mod.ts";
import { messageOf, type PRIORITY } from "../../../../testing/_support/messages.ts";
import { type Scratch, withScratch } from "../../../../testing/_support/scratch.ts";
import { waitUntil } from "../../../../testing/_support/wait_until.ts";
import { FakeStreams } from "../../../_support/bus/fake_streams.ts";

/** A bus worker before streams in memory. */
export interface WorkerStage {
  readonly worker: BusWorker;
  readonly streams: FakeStreams;
  readonly scratch: Scratch;
  /** Milliseconds that were waited between tries. */
  readonly waits: number[];
  /** From the next one on, they last until they are cut short. */
  holdWaits(): void;
  readonly said: FromWorker[];
  /** Moves both clocks on. */
  pass(ms: number): void;
  publish(
    text: string,
    priority: keyof typeof PRIORITY,
    fields?: FieldsOf<typeof EventEnvelope>,
  ): void;
  /** Settles once a flush or a close is over. */
  done(what: "flush" | "close"): Promise<void>;
  /** Sum of what became of messages. */
  receipts(): Receipts;
  links(): string[];
}

/** Runs `claim` with a bus worker that has begun, and closes it. */
export async function withBusWorker(
  claim: (stage: WorkerStage) => Promise<void>,
  { capacity = 100, prepare = (_: FakeStreams) => {} } = {},
): Promise<void> {
  await withScratch(async (scratch) => {
    const streams = new FakeStreams();
    prepare(streams);
    const said: FromWorker[] = [];
    const waits: number[] = [];
    let nowMs = 0;
    const wallMs = Date.now();
    const place = { folder: scratch.path("spill/place"), name: "bus", owner: "self" };
    const worker = new BusWorker({
      task: { capacity, flushTimeoutMs: 600_000 },
      spool: new Spool(place),
      clock: { monotonicMs: () => nowMs, wallMs: () => wallMs + nowMs },
      post: (message) => said.push(message),
      open: streams.open,
      wait: async (ms, stop) => {
        waits.push(ms);
        await (held ? aborted(stop) : turn(stop));
      },
    });
    let asked = 0;
    let held = false;
    const stage: WorkerStage = {
      worker,
      streams,
      scratch,
      waits,
      holdWaits: () => {
        held = true;
      },
      said,
      pass: (ms) => {
        nowMs += ms;
      },
      publish: (text, priority, fields) =>
        worker.onMessage({ publish: toOutbound(messageOf(text, priority, fields)) }),
      done: async (what) => {
        const number = ++asked;
        worker.onMessage(what === "flush" ? { flush: number } : { close: number });
        await waitUntil(`the ${what} is over`, () =>
          said.some((message) => "done" in message && message.done === number),
        );
      },
      receipts: () => sumOf(said),
      links: () =>
        said.flatMap((message) =>
          "link" in message ? [`${message.link.up ? "up" : "down"}: ${message.link.reason}`] : [],
        ),
    };
    worker.start();
    try {
      await claim(stage);
    } finally {
      streams.closed = undefined;
      streams.full = undefined;
      await stage.done("close");
    }
  });
}

function aborted(stop: AbortSignal): Promise<void> {
  return new Promise((resolve) => stop.addEventListener("abort", () => resolve()));
}

/** A turn of the event loop, in which everybody else gets on. */
function turn(stop: AbortSignal): Promise<void> {
  return new Promise((resolve) => {
    stop.addEventListener("abort", () => resolve());
    setTimeout(resolve, 1);
  });
}

function sumOf(said: readonly FromWorker[]): Receipts {
  const parts = said.flatMap((message) => ("receipts" in message ? [message.receipts] : []));
  const add = (pick: (receipts: Receipts) => number) =>
    parts.reduce((sum, receipts) => sum + pick(receipts), 0);
  const byPriority = (key: "delivered" | "dropped") => ({
    low: add((it) => it[key].low),
    normal: add((it) => it[key].normal),
    high: add((it) => it[key].high),
    critical: add((it) => it[key].critical),
  });
  const last = (key: "dropReason" | "refusal") =>
    parts.map((receipts) => receipts[key]).findLast((text) => text !== "") ?? "";
  return {
    delivered: byPriority("delivered"),
    dropped: byPriority("dropped"),
    dropReason: last("dropReason"),
    safe: parts.flatMap(({ safe }) => safe),
    repeated: add((it) => it.repeated),
    expired: add((it) => it.expired),
    refused: add((it) => it.refused),
    refusal: last("refusal"),
  };
}
