import { type ContainerModule, z } from "../../../deps.ts";

/** One task: its loss, and what it compares. */
export interface TaskOptions {
  /** What measures it: an objective of one output and one target, as `softmaxCrossEntropy()`. */
  readonly objective: ContainerModule;
  /** Factor of its loss, greater than 0. @default 1 */
  readonly weight?: number;
  /** Number of the network's output that it measures, from 0. @default the output of its own name, or the one in its own place among the tasks */
  readonly output?: number;
  /** Name of the target column that it measures against. @default its own name */
  readonly target?: string;
}

/** A task with every default that does not depend on the network filled in. */
export type CheckedTask = TaskOptions & { readonly weight: number };

/** Tasks by name; a module alone is a task with nothing but defaults. */
export type TasksOptions = Readonly<Record<string, ContainerModule | TaskOptions>>;

const ModuleSchema = z.custom<ContainerModule>(
  (value) => typeof (value as Partial<ContainerModule> | null)?.load === "function",
  "a module that an objective's function returns",
);

const TaskSchema = z.strictObject({
  objective: ModuleSchema,
  weight: z.number().positive().default(1),
  output: z.int().min(0).optional() as z.ZodType<number>,
  target: z.string().min(1).optional() as z.ZodType<string>,
});

/** Rules of {@link TasksOptions}. */
export const TasksSchema: z.ZodType<Readonly<Record<string, CheckedTask>>> = z
  .record(
    z.string().min(1),
    z.preprocess(
      (value) =>
        typeof (value as Partial<ContainerModule> | null)?.load === "function"
          ? { objective: value }
          : value,
      TaskSchema,
    ),
  )
  .refine(
    (tasks) => Object.keys(tasks).length > 1,
    "at least two tasks: a single loss is an objective by itself",
  );
