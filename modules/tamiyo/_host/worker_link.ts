import type { ControllerLink, Question, Reminder } from "./link.ts";
import { Mailbox } from "./mailbox.ts";

/** The policy that a worker is to run. */
export interface WorkerTask {
  /** Address of the policy's module. */
  readonly policy: string;
  /** What its factory is given. */
  readonly options: unknown;
  /** What it begins with. @default what it is made with */
  readonly state?: Uint8Array;
}

/** What goes to the worker. */
export type ToWorker =
  | { readonly start: WorkerTask; readonly mailbox: SharedArrayBuffer }
  | Question
  | Reminder
  | { readonly report: Uint8Array };

/** What comes back by message; answers come through the mailbox. */
export type FromWorker = { readonly ready: true } | { readonly failed: string };

/**
 * Starts a policy in a worker and waits until it is ready.
 *
 * @param timeoutMs Longest time for that.
 */
export async function openWorkerLink(task: WorkerTask, timeoutMs: number): Promise<ControllerLink> {
  const worker = new Worker(new URL("_worker_main.ts", import.meta.url), { type: "module" });
  const mailbox = new Mailbox();
  const state: { death?: string } = {};
  const post = (message: ToWorker) => worker.postMessage(message);
  try {
    await ready(worker, timeoutMs, () => post({ start: task, mailbox: mailbox.buffer }));
  } catch (error) {
    worker.terminate();
    throw error;
  }
  worker.onerror = (event) => {
    event.preventDefault?.();
    state.death ??= `its worker failed: ${event.message}`;
  };
  // Where the runtime tells of it: a policy that ends its own worker is gone without an error.
  worker.addEventListener("close", () => {
    state.death ??= "its worker ended";
  });
  return {
    get answered() {
      return mailbox.answered;
    },
    get memory() {
      return mailbox.memory;
    },
    get death() {
      return state.death;
    },
    ask: (question, ms) => {
      post(question);
      return mailbox.wait(question.number, ms);
    },
    restore: (reminder, ms) => {
      post(reminder);
      return mailbox.wait(reminder.number, ms);
    },
    report: (bytes) => post({ report: bytes }),
    end: () => worker.terminate(),
  };
}

function ready(worker: Worker, timeoutMs: number, begin: () => void): Promise<void> {
  return new Promise((resolve, reject) => {
    const late = () => reject(new Error(`it was not ready after ${timeoutMs} ms`));
    const timer = setTimeout(late, timeoutMs);
    const settle = (failure: string | undefined) => {
      clearTimeout(timer);
      if (failure === undefined) resolve();
      else reject(new Error(failure));
    };
    worker.onmessage = ({ data }: MessageEvent<FromWorker>) =>
      settle("failed" in data ? data.failed : undefined);
    worker.onerror = (event) => {
      event.preventDefault?.();
      settle(`its worker failed: ${event.message}`);
    };
    begin();
  });
}
