/**
 * `npm run redis [-- <options of redis-server>]`: starts a Redis server, Debian's where there is no other, that keeps nothing
 * on disk, until it is told to end.
 *
 * @module
 */
import { spawn } from "node:child_process";
import { findRedis } from "./_redis_program.ts";

const { path, env } = findRedis();
process.stdout.write(`${path}\n`);
const options: string[] = ["--save", "", "--appendonly", "no", "--bind", "127.0.0.1"];
const server = spawn(path, [...options, ...process.argv.slice(2)], {
  env: { ...process.env, ...env },
  stdio: "inherit",
});
for (const signal of ["SIGINT", "SIGTERM"] as const) process.on(signal, () => server.kill(signal));
server.on("exit", (code) => {
  process.exitCode = code ?? 1;
});
