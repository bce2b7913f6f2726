/**
 * What runs in a controller's own process: `_process_main <address of the policy> <its options as JSON> <id of the training's
 * process>`.
 *
 * @module
 */
import { Console } from "node:console";
import { Worker } from "node:worker_threads";
import { messageOf } from "../../../core/errors/mod.ts";
import { BusMessageType } from "../../../proto/mod.ts";
import { answer, loadPolicy, type TamiyoPolicy, tell } from "../_policy/mod.ts";
import type { WatchdogTask } from "./_watchdog_main.ts";
import { FrameReader, frame } from "./frames.ts";
import type { Question } from "./link.ts";
import { ATTRIBUTE } from "./process_link.ts";

const [address, options, parent] = process.argv.slice(2) as [string, string, string];
const reader = new FrameReader();
/** One packet after the other, also where a policy is asynchronous. */
let turn: Promise<void> = Promise.resolve();

const workerData: WatchdogTask = { parent: Number(parent) };
new Worker(new URL("_watchdog_main.ts", import.meta.url), { workerData }).unref();

// What a policy prints would look like an answer.
const writeOut = process.stdout.write.bind(process.stdout);
process.stdout.write = process.stderr.write.bind(process.stderr);
globalThis.console = new Console(process.stderr, process.stderr) as typeof console;

const policy = await loadPolicy(address, JSON.parse(options)).catch((error: unknown) => {
  write(0, new Uint8Array(), messageOf(error));
  return undefined;
});
if (policy) {
  process.stdin.on("data", (chunk: Uint8Array) => {
    for (const { messageType, payload, attributes } of reader.push(chunk)) {
      const isReport = messageType === BusMessageType.BUS_MESSAGE_TYPE_FIELD_REPORT;
      const question: Question = {
        number: Number(attributes[ATTRIBUTE.number]),
        packet: payload,
        traceparent: attributes[ATTRIBUTE.traceparent],
      };
      turn = turn.then(() => (isReport ? hear(policy, payload) : decide(policy, question)));
    }
  });
  // The training is gone.
  process.stdin.on("end", () => process.exit(0));
  write(0, new Uint8Array());
}

async function decide(policy: TamiyoPolicy, question: Question): Promise<void> {
  const { number, packet, traceparent } = question;
  try {
    write(number, (await answer(policy, packet, { traceparent })) ?? new Uint8Array());
  } catch (error) {
    write(number, new Uint8Array(), `the policy threw '${messageOf(error).slice(0, 1000)}'`);
  }
}

function hear(policy: TamiyoPolicy, report: Uint8Array): void {
  try {
    tell(policy, report);
  } catch {
    // A report is a courtesy to the policy: one that fails on it is none the wiser, and nothing else is lost.
  }
}

function write(number: number, payload: Uint8Array, failure?: string): void {
  const attributes = {
    [ATTRIBUTE.number]: String(number),
    ...(failure !== undefined && { [ATTRIBUTE.failure]: failure }),
  };
  const messageType = BusMessageType.BUS_MESSAGE_TYPE_ADAPTATION_COMMAND;
  writeOut(frame({ messageType, payload, attributes }));
}
