/// <reference lib="webworker" />
/**
 * What runs in a controller's worker.
 *
 * @module
 */
import { messageOf } from "../../../core/errors/mod.ts";
import {
  answer,
  deliverReport,
  exportMemory,
  importMemory,
  loadPolicy,
  type TamiyoPolicy,
} from "../_policy/mod.ts";
import { MAX_FAULT_LENGTH, type Question, type Reminder } from "./link.ts";
import { ANSWER, type Answer, Mailbox } from "./mailbox.ts";
import type { FromWorker, ToWorker, WorkerTask } from "./worker_link.ts";

const NOTHING: Answer = { kind: ANSWER.none, bytes: new Uint8Array() };

let policy: TamiyoPolicy | undefined;
let mailbox: Mailbox | undefined;
/** One packet after the other, also where a policy is asynchronous. */
let turn: Promise<void> = Promise.resolve();

self.onmessage = ({ data }: MessageEvent<ToWorker>) => {
  if ("start" in data) void start(data.start, data.mailbox);
  else if ("report" in data)
    turn = turn.then(() => deliverReport(policy as TamiyoPolicy, data.report));
  else if ("state" in data) turn = turn.then(() => goBack(data));
  else turn = turn.then(() => decide(data));
};

async function start(task: WorkerTask, buffer: SharedArrayBuffer): Promise<void> {
  try {
    policy = await loadPolicy(task.policy, task.options);
    mailbox = new Mailbox(buffer);
    if (task.state) importMemory(policy, task.state);
    mailbox.remember(exportMemory(policy));
    say({ ready: true });
  } catch (error) {
    say({ failed: messageOf(error) });
  }
}

async function decide({ number, packet, traceparent }: Question): Promise<void> {
  try {
    const bytes = await answer(policy as TamiyoPolicy, packet, { traceparent });
    give(number, bytes ? { kind: ANSWER.command, bytes } : NOTHING);
  } catch (error) {
    give(number, failed(`the policy threw "${messageOf(error)}"`));
  }
}

function goBack({ number, state }: Reminder): void {
  try {
    importMemory(policy as TamiyoPolicy, state);
    give(number, NOTHING);
  } catch (error) {
    give(number, failed(messageOf(error)));
  }
}

/** Gives an answer, and what the policy remembers with it: also where it threw, for it may have seen the packet all the same. */
function give(number: number, answer: Answer): void {
  let given = answer;
  try {
    mailbox?.remember(exportMemory(policy as TamiyoPolicy));
  } catch (error) {
    if (answer.kind !== ANSWER.failed) given = failed(`the policy threw "${messageOf(error)}"`);
  }
  mailbox?.put(number, given);
}

function failed(text: string): Answer {
  return { kind: ANSWER.failed, bytes: new TextEncoder().encode(text.slice(0, MAX_FAULT_LENGTH)) };
}

function say(message: FromWorker): void {
  self.postMessage(message);
}
