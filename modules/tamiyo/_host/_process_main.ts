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
import {
  answer,
  deliverReport,
  exportMemory,
  importMemory,
  loadPolicy,
  type TamiyoPolicy,
} from "../_policy/mod.ts";
import type { WatchdogTask } from "./_watchdog_main.ts";
import { FrameReader, frame } from "./frames.ts";
import { MAX_FAULT_LENGTH, type Question, type Reminder } from "./link.ts";
import { ATTRIBUTE } from "./process_link.ts";

const [address, options, parent] = process.argv.slice(2) as [string, string, string];
const { BUS_MESSAGE_TYPE_ADAPTATION_COMMAND, BUS_MESSAGE_TYPE_FIELD_REPORT } = BusMessageType;
const { BUS_MESSAGE_TYPE_POLICY_UPDATE } = BusMessageType;

const NOTHING = new Uint8Array();

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
  write(0, NOTHING, messageOf(error));
  return undefined;
});
if (policy) {
  process.stdin.on("data", (chunk: Uint8Array) => {
    for (const { messageType, payload, attributes } of reader.push(chunk)) {
      const number = Number(attributes[ATTRIBUTE.number]);
      const traceparent = attributes[ATTRIBUTE.traceparent];
      turn = turn.then(() => {
        if (messageType === BUS_MESSAGE_TYPE_FIELD_REPORT) return deliverReport(policy, payload);
        if (messageType === BUS_MESSAGE_TYPE_POLICY_UPDATE)
          return goBack(policy, { number, state: payload });
        return decide(policy, { number, packet: payload, traceparent });
      });
    }
  });
  // The training is gone.
  process.stdin.on("end", () => process.exit(0));
  give(policy, 0, NOTHING);
}

async function decide(policy: TamiyoPolicy, question: Question): Promise<void> {
  const { number, packet, traceparent } = question;
  try {
    give(policy, number, (await answer(policy, packet, { traceparent })) ?? NOTHING);
  } catch (error) {
    give(policy, number, NOTHING, `the policy threw "${messageOf(error)}"`);
  }
}

function goBack(policy: TamiyoPolicy, { number, state }: Reminder): void {
  try {
    importMemory(policy, state);
    give(policy, number, NOTHING);
  } catch (error) {
    give(policy, number, NOTHING, messageOf(error));
  }
}

/** Gives an answer, and what the policy remembers with it: also where it threw, for it may have seen the packet all the same. */
function give(policy: TamiyoPolicy, number: number, bytes: Uint8Array, failure?: string): void {
  try {
    const memory = exportMemory(policy);
    if (memory) send(BUS_MESSAGE_TYPE_POLICY_UPDATE, number, memory);
    write(number, bytes, failure);
  } catch (error) {
    write(number, NOTHING, failure ?? `the policy threw "${messageOf(error)}"`);
  }
}

function write(number: number, payload: Uint8Array, failure?: string): void {
  send(BUS_MESSAGE_TYPE_ADAPTATION_COMMAND, number, payload, failure?.slice(0, MAX_FAULT_LENGTH));
}

function send(
  messageType: BusMessageType,
  number: number,
  payload: Uint8Array,
  failure?: string,
): void {
  const attributes = {
    [ATTRIBUTE.number]: String(number),
    ...(failure !== undefined && { [ATTRIBUTE.failure]: failure }),
  };
  writeOut(frame({ messageType, payload, attributes }));
}
