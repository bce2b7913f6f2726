import type { ContainerModule } from "../../deps.ts";
import type { Blueprint, GrowthOptions, TamiyoPolicy } from "../../modules/mod.ts";

/** How large a network is: without the blocks that could grow, with slots for them, or with all of them from the start. */
export type Size = "small" | "growing" | "big";

/** Longer than the default in runs as short as these, so that a seed may gain less, and a failure says less. */
export const TRIAL = { minSteps: 150, minGain: 0, mostFailures: 3 } as const;

/** What networks are compared on. */
export interface GrowthTask {
  readonly name: string;
  /** What is compared: percent of correct answers, or bits a character. */
  readonly unit: "%" | "bits";
  /** Steps of a run of the grown network. */
  readonly steps: number;
  readonly batchSize: number;
  /** Steps over which a seed is blended in. */
  readonly blendSteps: number;
  /** Blueprints of its own. */
  readonly blueprints?: Readonly<Record<string, Blueprint>>;
  /** What the controller is told; its defaults beyond. */
  readonly growth: GrowthOptions;
  /** Who decides what grows. @default `growth()` with the options above */
  readonly policy?: () => TamiyoPolicy;
  /** Opens the examples. */
  data(): ContainerModule;
  host(size: Size): ContainerModule;
}
