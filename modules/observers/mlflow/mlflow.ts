import {
  CIRCUIT_BREAKERS,
  CLOCK,
  milliseconds,
  parseOptions,
  RUN_OBSERVER,
  type RunObserver,
} from "../../../core/mod.ts";
import { ContainerModule, z } from "../../../deps.ts";
import { type CheckedOptions, MlflowObserver } from "./observer.ts";
import { findServer } from "./server.ts";

/** Which server runs are sent to, and under which names. */
export interface MlflowOptions {
  /** Address of the tracking server. @default MLFLOW_TRACKING_URI, or `http://127.0.0.1:5000` */
  readonly uri?: string;
  /** Experiment of the runs; created if there is none. @default MLFLOW_EXPERIMENT_NAME, or `tolaria` */
  readonly experiment?: string;
  /** Name of the runs. @default MLFLOW_RUN_NAME, or that of the network */
  readonly runName?: string;
  /** Tags of the runs, besides those of Tolaria. @default none */
  readonly tags?: Readonly<Record<string, string>>;
  /** Options that the job was started with, kept as parameters `option.<name>`. @default none */
  readonly options?: Readonly<Record<string, string | number | boolean>>;
  /** Steps whose mean is one point, at least 1; twice as many after every 4,096 points. @default 10 */
  readonly everySteps?: number;
  /**
   * Folder of a model that `trainer.save()` writes after the run: its files become artifacts of the run when the trainer
   * is disposed. @default no model is sent
   */
  readonly model?: string;
  /** Longest time that the end of a run waits for the server, ms, at most 7,000. @default 3,000 */
  readonly flushTimeoutMs?: number;
  /** Longest time that the end of a trainer waits until the model is sent, ms. @default 30,000 */
  readonly modelTimeoutMs?: number;
}

const setting = z.union([z.string(), z.number(), z.boolean()]);

const MlflowSchema: z.ZodType<MlflowOptions> = z.strictObject({
  uri: z.string().min(1).optional(),
  experiment: z.string().min(1).optional(),
  runName: z.string().min(1).optional(),
  tags: z.record(z.string(), z.string()).default({}),
  options: z.record(z.string(), setting).default({}),
  everySteps: z.int().min(1).default(10),
  model: z.string().min(1).optional(),
  // With the start of the worker, within the twenty seconds that an observer has.
  flushTimeoutMs: milliseconds().max(7_000).default(3_000),
  modelTimeoutMs: milliseconds().default(30_000),
});

/**
 * Sends each run to an MLflow tracking server: settings as parameters, metrics of steps and epochs, tags, how the run
 * ended, and its report as an artifact.
 *
 * A worker sends. A server that is down, slow or refuses costs the run nothing but what it did not take, which is
 * reported. `MLFLOW_TRACKING_USERNAME` and `MLFLOW_TRACKING_PASSWORD`, or `MLFLOW_TRACKING_TOKEN`, authorize requests.
 *
 * @throws {TolariaError} `options/invalid` for a bad option or environment variable.
 * @see https://mlflow.org/docs/latest/api_reference/rest-api.html
 */
export function mlflow(options: MlflowOptions = {}): ContainerModule {
  const checked = parseOptions("make mlflow", MlflowSchema, withoutUri(options));
  const { MLFLOW_EXPERIMENT_NAME, MLFLOW_RUN_NAME } = process.env;
  const complete = {
    experiment: MLFLOW_EXPERIMENT_NAME || "tolaria",
    ...(MLFLOW_RUN_NAME && { runName: MLFLOW_RUN_NAME }),
    ...checked,
    server: findServer(options.uri, process.env),
  } as CheckedOptions;
  return new ContainerModule(({ bind }) => {
    bind<RunObserver>(RUN_OBSERVER)
      .toResolvedValue(
        (clock, breakers) => new MlflowObserver(complete, clock, breakers),
        [CLOCK, CIRCUIT_BREAKERS],
      )
      .inSingletonScope()
      .onDeactivation((observer) => (observer as MlflowObserver).dispose());
  });
}

/** An address may hold a password: an error about another option must not show it. */
function withoutUri(options: MlflowOptions): MlflowOptions {
  return typeof options?.uri === "string" && options.uri !== ""
    ? { ...options, uri: "***" }
    : options;
}
