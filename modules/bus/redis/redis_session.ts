import { randomUUID } from "node:crypto";
import { hostname } from "node:os";
import { type BusChannel, messageOf, withTimeout } from "../../../core/worker.ts";
import type { RedisTask } from "./options.ts";
import {
  closeRedisClient,
  openRedisClient,
  type RedisClient,
  type RedisEntry,
} from "./redis_client.ts";
import type { Arrival, StreamSession } from "./stream_session.ts";

/** Longest wait for the next entry, ms: this soon a channel that was added is read. */
const BLOCK_MS = 1000;

/** Entries that are read at a time. */
const COUNT = 100;

/** After this long without a word, what another consumer of the group took is taken from it, ms. */
const CLAIM_IDLE_MS = 30_000;

/** Field of an entry that holds the message. */
const FIELD = "envelope";

const BOTH: readonly BusChannel[] = ["emergency", "normal"];

/** Where a bus stands in the streams, from one connection to the next. */
export interface StreamPlace {
  readonly group: string;
  readonly consumer: string;
  /** Whether the group is this bus's alone, and goes when it goes. */
  readonly ownGroup: boolean;
  /** The last entry that was read of each stream; none before the first connection. */
  readonly last: Partial<Record<BusChannel, string>>;
}

/** The place of a bus that begins. */
export function newPlace(group: string | undefined): StreamPlace {
  const consumer = `${hostname()}-${process.pid}-${randomUUID().slice(0, 8)}`;
  return { group: group ?? consumer, consumer, ownGroup: group === undefined, last: {} };
}

/** Connects to Redis: a connection to write on, and one to wait for entries on. */
export async function openRedisSession(
  task: RedisTask,
  place: StreamPlace,
): Promise<StreamSession> {
  const clients = await Promise.allSettled([openRedisClient(task), openRedisClient(task)]);
  const [writer, reader] = clients.map((one) =>
    one.status === "fulfilled" ? one.value : undefined,
  );
  const failed = clients.find((one) => one.status === "rejected");
  if (!writer || !reader) {
    for (const client of [writer, reader]) if (client) closeRedisClient(client);
    throw failed?.reason;
  }
  const session = new RedisSession(task, place, writer, reader);
  try {
    await session.begin();
  } catch (error) {
    await session.close();
    throw error;
  }
  return session;
}

class RedisSession implements StreamSession {
  readonly #task: RedisTask;
  readonly #place: StreamPlace;
  readonly #writer: RedisClient;
  readonly #reader: RedisClient;
  #closing: Promise<void> | undefined;
  /** How far what had been read before and was never acknowledged has been read again. */
  readonly #unfinished = new Map<BusChannel, string>(BOTH.map((channel) => [channel, "0"]));

  constructor(task: RedisTask, place: StreamPlace, writer: RedisClient, reader: RedisClient) {
    this.#task = task;
    this.#place = place;
    this.#writer = writer;
    this.#reader = reader;
  }

  /** Makes sure that the group is there, in both streams, and takes over what died with another consumer of it. */
  async begin(): Promise<void> {
    for (const channel of BOTH) {
      await this.#joinGroup(channel);
      if (!this.#place.ownGroup) await this.#claim(channel);
    }
  }

  async add(channel: BusChannel, bytes: Uint8Array): Promise<string> {
    const { streamLength: threshold } = this.#task;
    const TRIM = { strategy: "MAXLEN", strategyModifier: "~", threshold } as const;
    const entry = { [FIELD]: Buffer.from(bytes) };
    const id = await this.#timed(
      this.#writer.xAdd(this.#key(channel), "*", entry, { TRIM }),
      "XADD",
    );
    return String(id);
  }

  async holds(channel: BusChannel, id: string): Promise<boolean> {
    const found = await this.#timed(this.#writer.xRange(this.#key(channel), id, id), "XRANGE");
    return found !== null && found.length > 0;
  }

  async read(channels: readonly BusChannel[]): Promise<readonly Arrival[]> {
    for (const [channel, from] of this.#unfinished) {
      const entries = await this.#readFrom([{ channel, from }]);
      const last = entries.at(-1);
      if (last) this.#unfinished.set(channel, last.id);
      else this.#unfinished.delete(channel);
      if (last) return entries;
    }
    return this.#readFrom(channels.map((channel) => ({ channel, from: ">" })));
  }

  async acknowledge(channel: BusChannel, ids: readonly string[]): Promise<void> {
    const done = this.#writer.xAck(this.#key(channel), this.#place.group, [...ids]);
    await this.#timed(done, "XACK");
  }

  close(last?: () => Promise<void>): Promise<void> {
    this.#closing ??= this.#close(last);
    return this.#closing;
  }

  async #close(last?: () => Promise<void>): Promise<void> {
    try {
      await last?.();
      if (last) await this.#leave();
    } finally {
      for (const client of [this.#reader, this.#writer]) closeRedisClient(client);
    }
  }

  async #leave(): Promise<void> {
    const { group, consumer, ownGroup } = this.#place;
    for (const channel of BOTH) {
      const key = this.#key(channel);
      if (ownGroup) await this.#timed(this.#writer.xGroupDestroy(key, group), "XGROUP");
      else if (!(await this.#hasPending(key))) {
        await this.#timed(this.#writer.xGroupDelConsumer(key, group, consumer), "XGROUP");
      }
    }
  }

  /** Whether there is something that another consumer has to take over; it would go with this one. */
  async #hasPending(key: string): Promise<boolean> {
    const { group, consumer } = this.#place;
    const pending = this.#writer.xPendingRange(key, group, "-", "+", 1, { consumer });
    return (await this.#timed(pending, "XPENDING")).length > 0;
  }

  #key(channel: BusChannel): string {
    return `{${this.#task.namespace}}:${channel}`;
  }

  async #joinGroup(channel: BusChannel): Promise<void> {
    const { group, last } = this.#place;
    const newest = await this.#newest(channel);
    const lastRead = last[channel] ?? newest;
    // Redis may have lost the stream, and begun another whose ids are lower.
    const from = isBefore(newest, lastRead) ? "0" : lastRead;
    last[channel] = from;
    try {
      const made = this.#writer.xGroupCreate(this.#key(channel), group, from, { MKSTREAM: true });
      await this.#timed(made, "XGROUP");
    } catch (error) {
      if (!messageOf(error).startsWith("BUSYGROUP")) throw error;
    }
  }

  /** Id of the newest entry that the stream ever had. */
  async #newest(channel: BusChannel): Promise<string> {
    try {
      const info = await this.#timed(this.#writer.xInfoStream(this.#key(channel)), "XINFO");
      return String(info["last-generated-id"]);
    } catch (error) {
      if (messageOf(error).startsWith("ERR no such key")) return "0";
      throw error;
    }
  }

  /** Makes this bus's own what a consumer that died has read and never acknowledged; it is read like its own then. */
  async #claim(channel: BusChannel): Promise<void> {
    const { group, consumer } = this.#place;
    let from = "0";
    do {
      const claimed = await this.#timed(
        this.#writer.xAutoClaim(this.#key(channel), group, consumer, CLAIM_IDLE_MS, from),
        "XAUTOCLAIM",
      );
      from = String(claimed.nextId);
    } while (from !== "0-0");
  }

  async #readFrom(
    places: readonly { readonly channel: BusChannel; readonly from: string }[],
  ): Promise<Arrival[]> {
    const { group, consumer, last } = this.#place;
    const streams = places.map(({ channel, from: id }) => ({ key: this.#key(channel), id }));
    const read = this.#reader.xReadGroup(group, consumer, streams, { COUNT, BLOCK: BLOCK_MS });
    const replies = await withTimeout(read, BLOCK_MS + this.#task.timeoutMs, "XREADGROUP");
    const arrivals: Arrival[] = [];
    for (const { name, messages } of (replies ?? []) as {
      name: Buffer;
      messages: RedisEntry[];
    }[]) {
      const channel = BOTH.find((one) => this.#key(one) === String(name)) as BusChannel;
      for (const { id, message } of messages) {
        arrivals.push({ channel, id: String(id), bytes: message?.[FIELD] ?? new Uint8Array() });
        if (isBefore(last[channel] ?? "0", String(id))) last[channel] = String(id);
      }
    }
    return arrivals;
  }

  #timed<T>(work: Promise<T>, what: string): Promise<T> {
    return withTimeout(work, this.#task.timeoutMs, what);
  }
}

/** Whether a stream's id `a`, as in `1700000000000-3`, is before `b`. */
function isBefore(a: string, b: string): boolean {
  const [[aMs = 0, aNumber = 0], [bMs = 0, bNumber = 0]] = [a, b].map((id) =>
    id.split("-").map(Number),
  ) as [number[], number[]];
  return aMs < bMs || (aMs === bMs && aNumber < bNumber);
}
