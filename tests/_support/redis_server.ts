import { type ChildProcess, spawn } from "node:child_process";
import { once } from "node:events";
import { type AddressInfo, createServer } from "node:net";
import { messageOf } from "../../core/mod.ts";
import { findRedis, type RedisProgram } from "../../scripts/_redis_program.ts";

/** A Redis server of a test's own, that keeps nothing on disk. */
export interface RedisServer {
  readonly port: number;
  readonly url: string;
  /** Starts it, once more where it was killed. */
  start(): Promise<void>;
  /** Ends it as a power cut does. */
  kill(): Promise<void>;
  /** Stops it from answering, and lets it go on. */
  freeze(): void;
  thaw(): void;
}

const program: RedisProgram | Error = await findRedis().catch((error: unknown) =>
  error instanceof Error ? error : new Error(String(error)),
);

/** Why there can be no Redis here; undefined where there can. */
export const NO_REDIS: string | undefined =
  program instanceof Error ? `no Redis: ${messageOf(program).split("\n")[0]}` : undefined;

/** A server that was not started yet, on a port that is free. */
export async function makeRedis(options: readonly string[] = []): Promise<RedisServer> {
  if (program instanceof Error) throw program;
  const { path, env } = program;
  const port = await freePort();
  const args = ["--port", String(port), "--bind", "127.0.0.1", "--save", "", "--appendonly", "no"];
  let server: ChildProcess | undefined;
  return {
    port,
    url: `redis://127.0.0.1:${port}`,
    start: async () => {
      const child = spawn(path, [...args, ...options], {
        env: { ...process.env, ...env },
        stdio: ["ignore", "pipe", "ignore"],
      });
      // Also where a test ends without having ended it.
      process.once("exit", () => child.kill("SIGKILL"));
      server = child;
      await ready(child);
    },
    kill: async () => {
      const child = server;
      server = undefined;
      if (!child || child.exitCode !== null || child.signalCode !== null) return;
      const ended = once(child, "exit");
      child.kill("SIGKILL");
      await ended;
    },
    freeze: () => server?.kill("SIGSTOP"),
    thaw: () => server?.kill("SIGCONT"),
  };
}

/** Runs `work` with a server that was started. */
export async function withRedis(
  work: (server: RedisServer) => Promise<void>,
  options: readonly string[] = [],
): Promise<void> {
  const server = await makeRedis(options);
  await server.start();
  try {
    await work(server);
  } finally {
    await server.kill();
  }
}

function ready(child: ChildProcess): Promise<void> {
  const { promise, resolve, reject } = Promise.withResolvers<void>();
  let output = "";
  child.stdout?.setEncoding("utf8").on("data", (chunk: string) => {
    output += chunk;
    if (output.includes("Ready to accept connections")) resolve();
  });
  child.on("exit", () => reject(new Error(`redis-server ended: ${output.slice(-500)}`)));
  return promise;
}

async function freePort(): Promise<number> {
  const server = createServer();
  server.listen(0, "127.0.0.1");
  await once(server, "listening");
  const { port } = server.address() as AddressInfo;
  server.close();
  await once(server, "close");
  return port;
}
