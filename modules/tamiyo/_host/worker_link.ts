import { SupervisedWorker } from "../../../core/mod.ts";
import type { ControllerLink, Question, Reminder } from "./link.ts";
import { Mailbox } from "./mailbox.ts";

/** The policy that a worker runs. */
export interface WorkerTask {
  /** Address of the policy's module. */
  readonly policy: string;
  /** What its factory is given. */
  readonly options: unknown;
  /** What it begins with. @default what it is made with */
  readonly state?: Uint8Array;
  /** Where it puts its answers. */
  readonly mailbox: SharedArrayBuffer;
}

/** What goes to the worker; answers come through the mailbox. */
export type ToWorker = Question | Reminder | { readonly report: Uint8Array };

/**
 * Starts a policy in a worker and waits until it is ready.
 *
 * @param timeoutMs Longest time for that.
 */
export async function openWorkerLink(
  task: Omit<WorkerTask, "mailbox">,
  timeoutMs: number,
): Promise<ControllerLink> {
  const mailbox = new Mailbox();
  let death: string | undefined;
  const worker = new SupervisedWorker<WorkerTask, ToWorker, never>(
    {
      main: new URL("_worker_main.ts", import.meta.url),
      task: () => ({ ...task, mailbox: mailbox.buffer }),
      startTimeoutMs: timeoutMs,
    },
    {
      onMessage: () => {},
      onDeath: (reason) => {
        death ??= reason;
      },
    },
  );
  await worker.start();
  return {
    get answered() {
      return mailbox.answered;
    },
    get memory() {
      return mailbox.memory;
    },
    get death() {
      return death;
    },
    ask: (question, ms) => {
      worker.post(question);
      return mailbox.wait(question.number, ms);
    },
    restore: (reminder, ms) => {
      worker.post(reminder);
      return mailbox.wait(reminder.number, ms);
    },
    report: (bytes) => void worker.post({ report: bytes }),
    end: () => void worker.end(),
  };
}
