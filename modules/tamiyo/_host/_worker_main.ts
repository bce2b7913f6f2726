/**
 * The main file of a policy's worker.
 *
 * @module
 */
import { Console } from "node:console";
import { messageOf } from "../../../core/errors/mod.ts";
import { serveWorker } from "../../../core/runtime/mod.ts";
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
import type { ToWorker, WorkerTask } from "./worker_link.ts";

const NOTHING: Answer = { kind: ANSWER.none, bytes: new Uint8Array() };

// stdout is the run's: what a policy prints would stand between its lines.
process.stdout.write = process.stderr.write.bind(process.stderr);
globalThis.console = new Console(process.stderr, process.stderr) as typeof console;

serveWorker<WorkerTask, ToWorker, never>(async (task) => {
  const policy = await loadPolicy(task.policy, task.options);
  const host = new PolicyHost(policy, new Mailbox(task.mailbox));
  if (task.state) importMemory(policy, task.state);
  host.remember();
  return { ready: true, onMessage: (message) => host.onMessage(message) };
});

/** Asks a policy about one packet after the other, also if it is asynchronous. */
class PolicyHost {
  readonly #policy: TamiyoPolicy;
  readonly #mailbox: Mailbox;
  #turn: Promise<void> = Promise.resolve();

  constructor(policy: TamiyoPolicy, mailbox: Mailbox) {
    this.#policy = policy;
    this.#mailbox = mailbox;
  }

  onMessage(message: ToWorker): void {
    this.#turn = this.#turn.then(() => {
      if ("report" in message) return deliverReport(this.#policy, message.report);
      if ("state" in message) return this.#goBack(message);
      return this.#decide(message);
    });
  }

  /** Says what the policy remembers. */
  remember(): void {
    this.#mailbox.remember(exportMemory(this.#policy));
  }

  async #decide({ number, packet, traceparent }: Question): Promise<void> {
    try {
      const bytes = await answer(this.#policy, packet, { traceparent });
      this.#give(number, bytes ? { kind: ANSWER.command, bytes } : NOTHING);
    } catch (error) {
      this.#give(number, failed(`the policy threw "${messageOf(error)}"`));
    }
  }

  #goBack({ number, state }: Reminder): void {
    try {
      importMemory(this.#policy, state);
      this.#give(number, NOTHING);
    } catch (error) {
      this.#give(number, failed(messageOf(error)));
    }
  }

  /** Gives an answer, and what the policy remembers with it: also if it threw, for it may have seen the packet all the same. */
  #give(number: number, answer: Answer): void {
    let given = answer;
    try {
      this.remember();
    } catch (error) {
      if (answer.kind !== ANSWER.failed) given = failed(`the policy threw "${messageOf(error)}"`);
    }
    this.#mailbox.put(number, given);
  }
}

function failed(text: string): Answer {
  return { kind: ANSWER.failed, bytes: new TextEncoder().encode(text.slice(0, MAX_FAULT_LENGTH)) };
}
