import { parentPort, workerData } from "node:worker_threads";
import { messageOf } from "../errors/mod.ts";

/** What a worker sends to the thread that started it. */
export type WorkerReply<Out, Ready> =
  | { readonly ready: Ready }
  | { readonly failed: string }
  | { readonly message: Out };

/** What a worker that has started does. */
interface Served<In, Ready> {
  /** Its first word. */
  readonly ready: Ready;
  onMessage(message: In): void;
  /** Called after its first word was sent. */
  onReady?(): void;
}

/**
 * Runs a worker of {@link SupervisedWorker}: the worker's main file calls it once.
 *
 * @param start Prepares the worker. Messages that arrive meanwhile are handed on afterwards, in order.
 */
export function serveWorker<Task, In, Out, Ready = true>(
  start: (
    task: Task,
    post: (message: Out, transfer?: readonly ArrayBuffer[]) => void,
  ) => Served<In, Ready> | Promise<Served<In, Ready>>,
): void {
  const send = (reply: WorkerReply<Out, Ready>, transfer: readonly ArrayBuffer[] = []) =>
    parentPort?.postMessage(reply, [...transfer]);
  const early: In[] = [];
  let served: Served<In, Ready> | undefined;
  parentPort?.on("message", (message: In) => {
    if (served) served.onMessage(message);
    else early.push(message);
  });
  const run = async () => {
    const started = await start(workerData as Task, (message, transfer) =>
      send({ message }, transfer),
    );
    for (const message of early.splice(0)) started.onMessage(message);
    served = started;
    send({ ready: started.ready });
    started.onReady?.();
  };
  run().catch((error) => send({ failed: messageOf(error) }));
}
