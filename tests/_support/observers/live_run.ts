import { setTimeout } from "node:timers/promises";
import { RUN_CALLBACK, type RunReport } from "../../../core/mod.ts";
import { ContainerModule } from "../../../deps.ts";
import {
  adamw,
  arrays,
  type BoardOptions,
  constant,
  createTrainer,
  type Modules,
  memoryCheckpoints,
  mlp,
  page,
  runFolder,
  snapshots,
} from "../../../modules/mod.ts";
import { testBackend } from "../../../testing/_support/test_backend.ts";
import { waitUntil } from "../../../testing/_support/wait_until.ts";
import { spiral } from "../training/training.ts";

/** A run that trains until it is stopped, with its page. */
export interface LiveRun {
  readonly directory: string;
  /** Address of its page. */
  readonly url: string;
  /** The same, with the token to act on the run. */
  readonly actionsUrl: string;
  readonly token: string;
  /** Its id in telemetry. */
  readonly runId: string;
  readonly done: Promise<RunReport>;
  /** Stops the run and closes its page. */
  end(): Promise<RunReport>;
}

/** Takes a step in the time that one of a larger network takes: the cores are left to who looks at the run. */
const unhurried = new ContainerModule(({ bind }) => {
  bind(RUN_CALLBACK).toConstantValue({ onStepBegin: () => setTimeout(20) });
});

/** Starts a run whose folder is in `directory`. */
export async function startLiveRun(
  { directory, port = 0 }: Pick<BoardOptions, "directory"> & { readonly port?: number },
  modules: readonly Modules[] = [],
): Promise<LiveRun> {
  const ready = Promise.withResolvers<readonly [string, string]>();
  const stop = new AbortController();
  const trainer = createTrainer({
    host: mlp({ inputShape: [2], hidden: [5], classes: 3 }),
    data: arrays(spiral(40)),
    modules: [
      testBackend(),
      adamw(),
      constant(1e-3),
      unhurried,
      snapshots({ everySteps: 2 }),
      // A machine that is busy has no time to go back to a snapshot.
      memoryCheckpoints(),
      runFolder({ directory, name: "live" }),
      page({ directory, port, onReady: (...urls) => ready.resolve(urls) }),
      ...modules,
    ],
    batchSize: 4,
    yieldEveryMs: 1,
  });
  const done = trainer.run({ epochs: 1_000_000, signal: stop.signal });
  const [url, actionsUrl] = await ready.promise;
  let runId: string | undefined;
  await waitUntil("the page knows its run", async () => {
    runId = (await (await fetch(`${url}api/actions`)).json()).run ?? undefined;
    return runId !== undefined;
  });
  return {
    directory,
    url,
    actionsUrl,
    token: actionsUrl.split("#token=")[1] ?? "",
    runId: runId ?? "",
    done,
    end: async () => {
      stop.abort();
      const report = await done;
      await trainer.dispose();
      return report;
    },
  };
}
