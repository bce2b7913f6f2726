import { spawn } from "node:child_process";
import { once } from "node:events";
import { rmSync } from "node:fs";
import { createServer, type Server, type Socket } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { createInterface } from "node:readline";
import { fileURLToPath } from "node:url";
import { scriptArguments, withTimeout } from "../../../core/mod.ts";
import type { MpiOptions } from "../../../modules/mod.ts";
import type { RankAnswer, RankCommand } from "./commands.ts";
import { launcherEnvironment, type TestedMpi } from "./mpis.ts";

const RANK_MAIN = fileURLToPath(new URL("./_rank_main.ts", import.meta.url));

/** How long a group may take for anything, ms: a machine under load is slow to start processes. */
const LIMIT_MS = 90_000;

/** How a launcher ended. */
export interface LauncherEnd {
  readonly code: number | null;
  readonly output: string;
}

/** One rank as the test sees it. */
export class RankProcess {
  readonly rank: number;
  readonly pid: number;
  readonly canShrink: boolean;
  readonly #socket: Socket;
  readonly #answers: AsyncIterator<string>;

  constructor(socket: Socket, answers: AsyncIterator<string>, first: RankAnswer) {
    this.#socket = socket;
    this.#answers = answers;
    this.rank = first.rank as number;
    this.pid = first.pid as number;
    this.canShrink = first.canShrink as boolean;
  }

  /** Sends a command without waiting for what comes of it. */
  tell(command: RankCommand): void {
    this.#socket.write(`${JSON.stringify(command)}\n`);
  }

  /** The next answer. */
  async answer(): Promise<RankAnswer> {
    const { value, done } = await withTimeout(this.#answers.next(), LIMIT_MS, `rank ${this.rank}`);
    if (done) throw new Error(`rank ${this.rank} ended`);
    const answer = JSON.parse(value) as RankAnswer;
    if (answer.error !== undefined) throw new Error(`rank ${this.rank}: ${answer.error}`);
    return answer;
  }

  /** Sends a command and waits for its answer. */
  ask(command: RankCommand): Promise<RankAnswer> {
    this.tell(command);
    return this.answer();
  }
}

/** Ranks that a real launcher started, each waiting for commands. */
export class RankProcesses {
  /** By rank. */
  readonly all: readonly RankProcess[];
  readonly #ended: Promise<LauncherEnd>;
  readonly #server: Server;

  constructor(all: readonly RankProcess[], ended: Promise<LauncherEnd>, server: Server) {
    this.all = all;
    this.#ended = ended;
    this.#server = server;
  }

  /** Has these ranks, by default all, do something at the same time. */
  ask(
    command: (rank: RankProcess) => RankCommand,
    ranks: readonly RankProcess[] = this.all,
  ): Promise<readonly RankAnswer[]> {
    return Promise.all(ranks.map((rank) => rank.ask(command(rank))));
  }

  /** Lets all go, and waits for the launcher. */
  async end(): Promise<LauncherEnd> {
    for (const rank of this.all) rank.tell({ kind: "leave" });
    return this.ended();
  }

  /** Waits for the launcher. */
  async ended(): Promise<LauncherEnd> {
    try {
      return await withTimeout(this.#ended, LIMIT_MS, "the launcher");
    } finally {
      this.#server.close();
    }
  }
}

let made = 0;

/** Starts ranks on the runtime that the test runs on. */
export async function startRanks(
  mpi: TestedMpi,
  count: number,
  options: MpiOptions = {},
  flags: readonly string[] = mpi.hasUlfm ? ["--with-ft", "ulfm"] : [],
): Promise<RankProcesses> {
  made += 1;
  const path = join(tmpdir(), `tolaria-ranks-${process.pid}-${made}.sock`);
  const server = createServer().listen(path);
  await once(server, "listening");
  const ended = launch(mpi, flags, count, [
    RANK_MAIN,
    path,
    JSON.stringify({ ...options, folder: mpi.folder }),
  ]);
  void ended.finally(() => rmSync(path, { force: true }));
  const early = ended.then(({ code, output }) => {
    throw new Error(`${mpi.launcher} ended with ${code}: ${output}`);
  });
  early.catch(() => {});
  const joined = Promise.race([early, gather(server, count)]);
  const all = await withTimeout(joined, LIMIT_MS, "the start of the ranks");
  return new RankProcesses(all, ended, server);
}

async function gather(server: Server, count: number): Promise<readonly RankProcess[]> {
  const { promise, resolve } = Promise.withResolvers<readonly RankProcess[]>();
  const all: RankProcess[] = [];
  server.on("connection", async (socket: Socket) => {
    // A rank that is killed breaks its connection.
    socket.on("error", () => {});
    const answers = createInterface({ input: socket })[Symbol.asyncIterator]();
    const first = JSON.parse((await answers.next()).value as string) as RankAnswer;
    all.push(new RankProcess(socket, answers, first));
    if (all.length === count) resolve(all.sort((a, b) => a.rank - b.rank));
  });
  return promise;
}

/** Runs a program on so many ranks, on the runtime that the test runs on, to its end. */
export function launchRanks(
  mpi: TestedMpi,
  count: number,
  program: string,
  args: readonly string[],
): Promise<LauncherEnd> {
  return withTimeout(launch(mpi, [], count, [program, ...args]), LIMIT_MS, program);
}

function launch(
  { launcher, library }: TestedMpi,
  flags: readonly string[],
  count: number,
  args: readonly string[],
): Promise<LauncherEnd> {
  const open = library.startsWith("Open MPI") ? ["--oversubscribe", "--bind-to", "none"] : [];
  const program = [process.execPath, ...scriptArguments(), ...args];
  const child = spawn(launcher, [...flags, ...open, "-n", String(count), ...program], {
    env: { ...process.env, ...launcherEnvironment(), NO_COLOR: "1" },
    stdio: ["ignore", "pipe", "pipe"],
  });
  let output = "";
  for (const stream of [child.stdout, child.stderr]) {
    stream.setEncoding("utf8").on("data", (text: string) => {
      output += text;
    });
  }
  return new Promise((resolve, reject) => {
    child.on("error", reject);
    child.on("close", (code) => resolve({ code, output }));
  });
}
