import { withTimeout } from "../../../core/worker.ts";
import { loadRedis } from "../../../deps_optional.ts";
import type { RedisTask } from "./options.ts";

/** An entry of a stream as it comes; without a message where the stream let go of it before it was read. */
export interface RedisEntry {
  readonly id: Buffer;
  readonly message: Readonly<Record<string, Buffer>> | null;
}

/** What of a connection to Redis is used; texts come as bytes. */
export interface RedisClient {
  xAdd(
    key: string,
    id: "*",
    entry: Record<string, Buffer>,
    options: {
      readonly TRIM: {
        readonly strategy: "MAXLEN";
        readonly strategyModifier: "~";
        readonly threshold: number;
      };
    },
  ): Promise<Buffer>;
  xRange(key: string, from: string, to: string): Promise<readonly RedisEntry[] | null>;
  xReadGroup(
    group: string,
    consumer: string,
    streams: { key: string; id: string }[],
    options: { readonly COUNT: number; readonly BLOCK: number },
  ): Promise<unknown>;
  xAck(key: string, group: string, ids: string[]): Promise<unknown>;
  xInfoStream(key: string): Promise<{ readonly "last-generated-id": Buffer }>;
  xGroupCreate(
    key: string,
    group: string,
    from: string,
    options: { readonly MKSTREAM: true },
  ): Promise<unknown>;
  xGroupDestroy(key: string, group: string): Promise<unknown>;
  xGroupDelConsumer(key: string, group: string, consumer: string): Promise<unknown>;
  xPendingRange(
    key: string,
    group: string,
    from: "-",
    to: "+",
    count: number,
    options: { readonly consumer: string },
  ): Promise<readonly unknown[]>;
  xAutoClaim(
    key: string,
    group: string,
    consumer: string,
    idleMs: number,
    from: string,
  ): Promise<{ readonly nextId: Buffer }>;
  destroy(): void;
}

/** Connects to Redis, once; rejects where that fails or takes too long. */
export async function openRedisClient(task: RedisTask): Promise<RedisClient> {
  const { createClient, RESP_TYPES } = await loadRedis();
  const { url, username, password, tls, timeoutMs } = task;
  const client = createClient({
    url,
    ...(username !== undefined && { username }),
    ...(password !== undefined && { password }),
    name: "tolaria-bus",
    RESP: 2,
    // A command that cannot be sent now fails now: what waits, waits in a queue of ours.
    disableOfflineQueue: true,
    socket: {
      connectTimeout: timeoutMs,
      reconnectStrategy: false,
      ...(tls && { ...tls, tls: true as const }),
    },
  });
  // Whoever waits for a command hears of it by that.
  client.on("error", () => {});
  try {
    await withTimeout(client.connect(), timeoutMs, "connecting");
  } catch (error) {
    closeRedisClient(client);
    throw error;
  }
  return client.withTypeMapping({ [RESP_TYPES.BLOB_STRING]: Buffer });
}

/** Ends a connection, whatever state it is in. */
export function closeRedisClient(client: { destroy(): void }): void {
  try {
    client.destroy();
  } catch {
    // It had ended by itself.
  }
}
