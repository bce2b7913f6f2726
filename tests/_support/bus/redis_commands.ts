import { loadRedis } from "../../../deps_optional.ts";

/** Sends a command to a Redis server, and returns its answer. */
export async function redisCommand(url: string, ...args: (string | Buffer)[]): Promise<unknown> {
  const { createClient } = await loadRedis();
  const client = createClient({ url, socket: { reconnectStrategy: false } });
  client.on("error", () => {});
  await client.connect();
  try {
    return await client.sendCommand(args);
  } finally {
    client.destroy();
  }
}
