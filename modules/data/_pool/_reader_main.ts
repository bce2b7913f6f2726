/**
 * The main file of the workers that read data.
 *
 * @module
 */
import { serveWorker } from "../../../core/runtime/mod.ts";
import { messageOf, TolariaError } from "../../../core/worker.ts";
import { buffersOf, type JobMessage, type JobReply, type Jobs } from "./jobs.ts";
import { ReaderWorker } from "./reader_worker.ts";

// One job after the other: memory holds one batch at a time.
serveWorker<undefined, JobMessage, JobReply>((_, post) => {
  const worker = new ReaderWorker();
  let last: Promise<void> = Promise.resolve();
  const run = async ({ id, job }: JobMessage): Promise<void> => {
    try {
      const answer = await worker.run(job, (progress) => post({ id, progress }));
      post({ id, answer }, job.kind === "gather" ? buffersOf((answer as Gathered).values) : []);
    } catch (error) {
      const code = TolariaError.is(error) ? error.code : undefined;
      post({ id, error: { ...(code && { code }), message: messageOf(error) } });
    }
  };
  return {
    ready: true,
    onMessage: (message) => {
      last = last.then(() => run(message));
    },
  };
});

type Gathered = Jobs["gather"]["answer"];
