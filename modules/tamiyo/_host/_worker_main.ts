/// <reference lib="webworker" />
/**
 * What runs in a controller's worker.
 *
 * @module
 */
import { messageOf } from "../../../core/errors/mod.ts";
import { answer, loadPolicy, type TamiyoPolicy, tell } from "../_policy/mod.ts";
import type { Question } from "./link.ts";
import { ANSWER, Mailbox } from "./mailbox.ts";
import type { FromWorker, ToWorker, WorkerTask } from "./worker_link.ts";

let policy: TamiyoPolicy | undefined;
let mailbox: Mailbox | undefined;
/** One packet after the other, also where a policy is asynchronous. */
let turn: Promise<void> = Promise.resolve();

self.onmessage = ({ data }: MessageEvent<ToWorker>) => {
  if ("start" in data) void start(data.start, data.mailbox);
  else if ("report" in data) turn = turn.then(() => hear(data.report));
  else if (mailbox) turn = turn.then(() => decide(data));
};

async function start(task: WorkerTask, buffer: SharedArrayBuffer): Promise<void> {
  try {
    policy = await loadPolicy(task.policy, task.options);
    mailbox = new Mailbox(buffer);
    say({ ready: true });
  } catch (error) {
    say({ failed: messageOf(error) });
  }
}

async function decide({ number, packet, traceparent }: Question): Promise<void> {
  try {
    const bytes = await answer(policy as TamiyoPolicy, packet, { traceparent });
    if (bytes) mailbox?.put(number, { kind: ANSWER.command, bytes });
    else mailbox?.put(number, { kind: ANSWER.none, bytes: new Uint8Array() });
  } catch (error) {
    const text = `the policy threw '${messageOf(error).slice(0, 1000)}'`;
    mailbox?.put(number, { kind: ANSWER.failed, bytes: new TextEncoder().encode(text) });
  }
}

function hear(report: Uint8Array): void {
  try {
    tell(policy as TamiyoPolicy, report);
  } catch {
    // A report is a courtesy to the policy: one that fails on it is none the wiser, and nothing else is lost.
  }
}

function say(message: FromWorker): void {
  self.postMessage(message);
}
