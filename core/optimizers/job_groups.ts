import { z } from "../../deps.ts";
import type { ParameterGroup } from "../arena/parameter_group.ts";
import type { Parameter } from "../ports/host.ts";
import type { Optimizer, OptimizerOptions } from "../ports/optimizer.ts";
import {
  type OptimizerRecord,
  OptimizerRecordSchema,
  recordOptimizer,
} from "./recreate_optimizer.ts";

/** A parameter group as the job composes it, before anything in a run changes it. */
export interface JobGroup {
  readonly name: string;
  /** Weights to train. */
  readonly parameters: readonly Parameter[];
  readonly optimizer: Optimizer;
  /** Options of the optimizer that differ in this group. */
  readonly options: OptimizerOptions;
}

/** What is written down of a {@link JobGroup}. */
export interface JobGroupRecord {
  readonly name: string;
  /** Names of the weights to train. */
  readonly weights: readonly string[];
  readonly optimizer: OptimizerRecord;
}

/** Rules of {@link JobGroupRecord}. */
export const JobGroupSchema: z.ZodType<JobGroupRecord> = z.strictObject({
  name: z.string().min(1),
  weights: z.array(z.string()),
  optimizer: OptimizerRecordSchema,
});

/** The groups of a job, of those that a session begins with. */
export function jobGroups(
  groups: Iterable<ParameterGroup>,
  overrides: readonly { readonly name: string; readonly options: OptimizerOptions }[],
): readonly JobGroup[] {
  return [...groups].map(({ name, contents: { parameters, optimizer } }) => ({
    name,
    parameters,
    optimizer,
    options: overrides.find((group) => group.name === name)?.options ?? {},
  }));
}

/** What is to be written down of `group`. */
export function recordJobGroup({ name, parameters, optimizer }: JobGroup): JobGroupRecord {
  return {
    name,
    weights: parameters.map((parameter) => parameter.name),
    optimizer: recordOptimizer(optimizer),
  };
}
