import { packParcel } from "../../../../modules/bus/_shared/mod.ts";
import type { FromWorker, Settled } from "../../../../modules/bus/redis/messages.ts";
import { PostOffice } from "../../../../modules/bus/redis/post_office.ts";
import { Spill } from "../../../../modules/bus/redis/spill.ts";
import type { EventEnvelope, FieldsOf } from "../../../../proto/mod.ts";
import { messageOf, type PRIORITY } from "../../../_support/bus.ts";
import { FakeStreams } from "../../../_support/fake_streams.ts";
import { type Scratch, withScratch } from "../../../_support/scratch.ts";
import { waitUntil } from "../../../_support/wait_until.ts";

/** A post office before streams in memory. */
export interface OfficeStage {
  readonly office: PostOffice;
  readonly streams: FakeStreams;
  readonly scratch: Scratch;
  /** Milliseconds that were waited between tries. */
  readonly waits: number[];
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
  settled(): Settled;
  links(): string[];
}

/** Runs `claim` with a post office that has begun, and closes it. */
export async function withOffice(
  claim: (stage: OfficeStage) => Promise<void>,
  { capacity = 100, prepare = (_: FakeStreams) => {} } = {},
): Promise<void> {
  await withScratch(async (scratch) => {
    const streams = new FakeStreams();
    prepare(streams);
    const said: FromWorker[] = [];
    const waits: number[] = [];
    let nowMs = 0;
    const wallMs = Date.now();
    const spill = new Spill(scratch.path("spill/place"), {
      pid: process.pid,
      token: "t",
      bus: "b",
    });
    const office = new PostOffice({
      task: { capacity, flushTimeoutMs: 600_000 },
      spill,
      clock: { monotonicMs: () => nowMs, wallMs: () => wallMs + nowMs },
      say: (message) => said.push(message),
      open: streams.open,
      wait: async (ms, stop) => {
        waits.push(ms);
        await turn(stop);
      },
    });
    let asked = 0;
    const stage: OfficeStage = {
      office,
      streams,
      scratch,
      waits,
      said,
      pass: (ms) => {
        nowMs += ms;
      },
      publish: (text, priority, fields) =>
        office.take({ publish: packParcel(messageOf(text, priority, fields)) }),
      done: async (what) => {
        const number = ++asked;
        office.take(what === "flush" ? { flush: number } : { close: number });
        await waitUntil(`the ${what} is over`, () =>
          said.some((message) => "done" in message && message.done === number),
        );
      },
      settled: () => sumOf(said),
      links: () =>
        said.flatMap((message) =>
          "link" in message ? [`${message.link.up ? "up" : "down"}: ${message.link.reason}`] : [],
        ),
    };
    await office.start();
    try {
      await claim(stage);
    } finally {
      streams.closed = undefined;
      streams.full = undefined;
      await stage.done("close");
    }
  });
}

/** A turn of the event loop, in which everybody else gets on. */
function turn(stop: AbortSignal): Promise<void> {
  return new Promise((resolve) => {
    stop.addEventListener("abort", () => resolve());
    setTimeout(resolve, 1);
  });
}

function sumOf(said: readonly FromWorker[]): Settled {
  const parts = said.flatMap((message) => ("settled" in message ? [message.settled] : []));
  const add = (pick: (settled: Settled) => number) =>
    parts.reduce((sum, settled) => sum + pick(settled), 0);
  const byPriority = (key: "delivered" | "dropped") => ({
    low: add((it) => it[key].low),
    normal: add((it) => it[key].normal),
    high: add((it) => it[key].high),
    critical: add((it) => it[key].critical),
  });
  const last = (key: "dropReason" | "refusal") =>
    parts.map((settled) => settled[key]).findLast((text) => text !== "") ?? "";
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
