import { CLOCK, parseOptions, RUN_OBSERVER, type RunObserver } from "../../../core/mod.ts";
import { ContainerModule, z } from "../../../deps.ts";
import { Recorder, type RecorderOptions } from "./recorder.ts";

/** Where runs are recorded. */
export interface RunFolderOptions {
  /** Each run gets a folder of its own below it. @default "runs" */
  readonly directory?: string;
  /** Name of the job, in lists of runs. @default that of the network */
  readonly name?: string;
  /** Options that the job was started with, shown beside the settings. @default none */
  readonly options?: Readonly<Record<string, string | number | boolean>>;
  /** Folder that the network is saved to, shown with the run. @default none */
  readonly model?: string;
  /** Is given the folder of each run once it is made. @default none */
  readonly onStart?: (folder: string) => void;
}

const RunFolderSchema: z.ZodType<RecorderOptions> = z.strictObject({
  directory: z.string().min(1).default("runs"),
  name: z.string().min(1).optional(),
  options: z.record(z.string(), z.union([z.string(), z.number(), z.boolean()])).optional(),
  model: z.string().min(1).optional(),
  onStart: z.custom<(folder: string) => void>((value) => typeof value === "function").optional(),
}) as z.ZodType<RecorderOptions>;

/**
 * Records each run in a folder: settings, environment, a line an epoch, thinned steps, events and the report. `tolaria
 * runs` lists and compares them. A run that is killed leaves what it had written a second before.
 */
export function runFolder(options: RunFolderOptions = {}): ContainerModule {
  const checked = parseOptions("make runFolder", RunFolderSchema, options);
  return new ContainerModule(({ bind }) => {
    bind<RunObserver>(RUN_OBSERVER)
      .toResolvedValue((clock) => new Recorder(checked, clock), [CLOCK])
      .inSingletonScope()
      .onDeactivation((observer) => (observer as Recorder).dispose());
  });
}
