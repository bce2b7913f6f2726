import { type ChildProcess, spawn } from "node:child_process";
import { once } from "node:events";
import { messageOf } from "../../../core/mod.ts";
import { findRedis, type RedisProgram } from "../../../scripts/_redis_program.ts";
import { freePort } from "../processes/free_port.ts";

/** A Redis server of a test's own, that keeps nothing on disk. */
export interface RedisServer {
  readonly port: number;
  /** Where it speaks TLS, if its options say with which certificate. */
  readonly tlsPort: number;
  readonly url: string;
  /** Starts it, once more where it was killed. */
  start(): Promise<void>;
  /** Ends it as a power cut does. */
  kill(): Promise<void>;
  /** Stops it from answering, and lets it go on. */
  freeze(): void;
  thaw(): void;
}

const program: RedisProgram | Error = found();

function found(): RedisProgram | Error {
  try {
    return findRedis();
  } catch (error) {
    return error instanceof Error ? error : new Error(String(error));
  }
}

/** Why there can be no Redis here; undefined where there can. */
export const NO_REDIS: string | undefined =
  program instanceof Error ? `no Redis: ${messageOf(program).split("\n")[0]}` : undefined;

/** Servers that run. */
const running = new Set<ChildProcess>();

// Also where a test ends without having ended its own.
process.on("exit", () => {
  for (const child of running) child.kill("SIGKILL");
});

/** A server that was not started yet, on a port that is free. */
export async function makeRedis(options: readonly string[] = []): Promise<RedisServer> {
  if (program instanceof Error) throw program;
  const { path, env } = program;
  const [port, tlsPort] = [await freePort(), await freePort()];
  const tls = options.some((option) => option.startsWith("--tls"))
    ? ["--tls-port", String(tlsPort)]
    : [];
  const args = ["--port", String(port), "--bind", "127.0.0.1", "--save", "", "--appendonly", "no"];
  let server: ChildProcess | undefined;
  return {
    port,
    tlsPort,
    url: `redis://127.0.0.1:${port}`,
    start: async () => {
      const child = spawn(path, [...args, ...tls, ...options], {
        env: { ...process.env, ...env },
        stdio: ["ignore", "pipe", "ignore"],
      });
      running.add(child);
      child.on("exit", () => running.delete(child));
      server = child;
      await ready(child);
    },
    kill: async () => {
      const child = server;
      server = undefined;
      if (!child || child.exitCode !== null || child.signalCode !== null) return;
      const ended = once(child, "exit");
      signal(child, "SIGKILL");
      await ended;
    },
    freeze: () => signal(server, "SIGSTOP"),
    thaw: () => signal(server, "SIGCONT"),
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

/** Not by the child's own `kill`, which on Deno sends one signal and no other after it. */
function signal(child: ChildProcess | undefined, name: NodeJS.Signals): void {
  if (child?.pid !== undefined) process.kill(child.pid, name);
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
