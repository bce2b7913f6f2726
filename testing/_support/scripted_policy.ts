import { spawn } from "node:child_process";
import { appendFileSync, existsSync, writeSync } from "node:fs";
import type { PolicyAnswer, PolicyCommand, TamiyoPolicy } from "../../modules/mod.ts";
import {
  AdaptationCommand,
  CommandType,
  type FieldReport,
  LEYLINE_VERSION,
  type SystemStatePacket,
} from "../../proto/mod.ts";

/** What a scripted policy does with a packet. */
export type Behaviour =
  /** Changes nothing. */
  | "none"
  /** Asks for a pause of 0 ms. */
  | "pause"
  /** The same, and says what it remembers. */
  | "recall"
  /** The same, a turn of the event loop later. */
  | "async"
  | "throw"
  /** Promises an answer that never comes. */
  | "never"
  /** Bytes that are no message. */
  | "garbage"
  /** A command of version 2. */
  | "version"
  /** More bytes than a message may have. */
  | "oversized"
  /** A command that answers another packet. */
  | "other"
  /** Names that nothing has room for. */
  | "long"
  /** Does not come back until the file `release` is there. */
  | "block"
  /** Does not come back. */
  | "spin"
  /** Ends whatever it runs in. */
  | "exit"
  /** Asks for a pause, and prints in every way. */
  | "print"
  /** Asks for a pause, and starts a program that makes the file `journal` grow for as long as it runs. */
  | "fork"
  /** Promises an answer, and fails where nobody catches it. */
  | "crash";

/** Options of a scripted policy. */
export interface Script {
  /** What to do with the packet of epoch 1, of epoch 2, and so on; then nothing. */
  readonly script: readonly Behaviour[];
  /** Path of the file that ends a `block`. */
  readonly release?: string;
  /** Path of the file in which it writes down what it is told. */
  readonly journal?: string;
  /** Whether it says what it remembers. @default false */
  readonly remembers?: boolean;
}

const PAUSE: PolicyCommand = {
  commandType: CommandType.COMMAND_PAUSE,
  annotations: { duration_ms: "0" },
};

/** Makes a policy that does what it is asked to, well or badly. */
export default function makeScripted(options: Script): TamiyoPolicy {
  const note = (line: string) => {
    if (options.journal !== undefined) appendFileSync(options.journal, `${line}\n`);
  };
  note(`start ${process.pid}`);
  /** Epochs that it has seen, and commands that it was told of. */
  let memory: readonly string[] = [];
  return {
    ...(options.remembers && {
      state: () => memory,
      restore: (state) => {
        if (!Array.isArray(state)) throw new Error("a memory is a list");
        memory = state as readonly string[];
      },
    }),
    name: "scripted",
    version: "s1",
    decide: (packet) => {
      const behaviour = options.script[packet.currentEpoch - 1] ?? "none";
      note(`${behaviour} ${packet.packetId}`);
      memory = [...memory, String(packet.currentEpoch)];
      if (behaviour !== "recall") return answerOf(behaviour, packet, options);
      return { ...PAUSE, annotations: { ...PAUSE.annotations, recalled: memory.join() } };
    },
    report: ({ commandId, notes }: FieldReport) => {
      note(`report ${commandId}`);
      memory = [...memory, commandId];
      if (notes === "throw") throw new Error("a policy's own");
    },
  };
}

function answerOf(
  behaviour: Exclude<Behaviour, "recall">,
  { packetId }: SystemStatePacket,
  { release, journal }: Script,
): PolicyAnswer | Promise<PolicyAnswer> {
  switch (behaviour) {
    case "none":
      return undefined;
    case "pause":
      return PAUSE;
    case "async":
      return new Promise((resolve) => setImmediate(() => resolve(PAUSE)));
    case "throw":
      throw new Error("boom");
    case "never":
      return new Promise(() => {});
    case "garbage":
      return new Uint8Array([0xff, 0xff, 0xff, 0xff]);
    case "version":
      return withVersion2(packetId);
    case "oversized":
      return new Uint8Array(200_000);
    case "other":
      return { ...PAUSE, annotations: { ...PAUSE.annotations, packet_id: "another/1" } };
    case "long":
      return { ...PAUSE, targetSeedId: "x".repeat(30_000), issuedBy: "y".repeat(30_000) };
    case "block":
      while (!existsSync(release as string));
      return PAUSE;
    case "spin":
      for (;;) appendFileSync(journal as string, ".");
    case "exit":
      return process.exit(3);
    case "print":
      for (const way of ["log", "info", "debug", "dir", "warn"] as const) console[way]("printed");
      process.stdout.write("printed\n");
      writeSync(1, "printed\n");
      return PAUSE;
    case "fork":
      spawn("sh", ["-c", 'while :; do echo . >> "$0"; sleep 0.01; done', journal as string], {
        stdio: "ignore",
      });
      return PAUSE;
    case "crash":
      setImmediate(() => {
        throw new Error("nobody catches this");
      });
      return new Promise(() => {});
  }
}

/** Bytes of a command that would be good but for its version: 2, in the first field. */
function withVersion2(packetId: string): Uint8Array {
  const command = { ...PAUSE, commandId: "c2", annotations: { packet_id: packetId } };
  const bytes = AdaptationCommand.encode({ ...command, version: LEYLINE_VERSION });
  bytes[1] = 2;
  return bytes;
}
