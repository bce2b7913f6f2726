/**
 * The main file of a policy's process: `_process_main <address of the policy> <its options as JSON> <id of the training's
 * process>`. It answers on a descriptor of its own: everything that the policy prints goes to stderr.
 *
 * @module
 */
import { writeSync } from "node:fs";
import { Worker } from "node:worker_threads";
import { messageOf } from "../../../core/errors/mod.ts";
import {
  AdaptationCommand,
  BusMessageType,
  LEYLINE_VERSION,
  SystemStatePacket,
} from "../../../proto/mod.ts";
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
import { ANSWERS, ATTRIBUTE } from "./process_link.ts";

const [address, options, parent] = process.argv.slice(2) as [string, string, string];
const { BUS_MESSAGE_TYPE_ADAPTATION_COMMAND, BUS_MESSAGE_TYPE_FIELD_REPORT } = BusMessageType;
const { BUS_MESSAGE_TYPE_POLICY_UPDATE } = BusMessageType;

const NOTHING = new Uint8Array();

/** How long a full pipe is waited for, ms. */
const FULL_MS = 1;

const reader = new FrameReader();
/** One packet after the other, also if a policy is asynchronous. */
let turn: Promise<void> = Promise.resolve();

const workerData: WatchdogTask = { parent: Number(parent) };
new Worker(new URL("_watchdog_main.ts", import.meta.url), { workerData }).unref();

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
        if (number === 0) return rehearse(payload);
        return decide(policy, { number, packet: payload, traceparent });
      });
    }
  });
  // The training is gone. The process leads its group: what the policy has started goes with it.
  process.stdin.on("end", () => process.kill(-process.pid, "SIGKILL"));
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

/** Does what a question takes, without the policy. */
function rehearse(packet: Uint8Array): void {
  const { packetId } = SystemStatePacket.decode(packet);
  AdaptationCommand.encode({ version: LEYLINE_VERSION, commandId: packetId });
  write(0, NOTHING);
}

function goBack(policy: TamiyoPolicy, { number, state }: Reminder): void {
  try {
    importMemory(policy, state);
    give(policy, number, NOTHING);
  } catch (error) {
    give(policy, number, NOTHING, messageOf(error));
  }
}

/** Gives an answer, and what the policy remembers with it: also if it threw, for it may have seen the packet all the same. */
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
  writeAll(frame({ messageType, payload, attributes }));
}

/** At once, so that an answer leaves before a policy that goes on to spin or to exit. */
function writeAll(bytes: Uint8Array): void {
  for (let from = 0; from < bytes.length; ) {
    try {
      from += writeSync(ANSWERS, bytes, from);
    } catch (error) {
      if ((error as NodeJS.ErrnoException).code !== "EAGAIN") throw error;
      Atomics.wait(new Int32Array(new SharedArrayBuffer(4)), 0, 0, FULL_MS);
    }
  }
}
