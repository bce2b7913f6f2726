import { pathToFileURL } from "node:url";
import {
  canEndSpinningWorkers,
  milliseconds,
  millisecondsFrom0,
  parseOptions,
  TAMIYO,
  TolariaError,
} from "../../../core/mod.ts";
import { ContainerModule, z } from "../../../deps.ts";
import { type GrowthOptions, GrowthSchema } from "../_growth/mod.ts";
import { HostedTamiyo, openPolicyProcess, openWorkerLink } from "../_host/mod.ts";

/** Options of {@link tamiyo}. */
export interface TamiyoOptions {
  /**
   * Path or address of the controller's module, whose default export is a function that makes a policy.
   * @default the built-in heuristic
   */
  readonly policy?: string | URL;
  /** Argument of that function: anything that JSON can carry. */
  readonly options?: unknown;
  /**
   * Where the policy runs: in a process of its own, or in a worker. A worker saves a process and answers a little sooner, but
   * guards only against a policy that spins or throws: one that crashes, exits, calls native code or blocks its
   * thread takes the training with it. Not every runtime can end a worker that spins: Deno cannot.
   * @default `process`
   */
  readonly isolation?: "worker" | "process";
  /**
   * After a missed deadline, how long until the policy counts as hung and is replaced, ms, at least 0. @default 250
   */
  readonly graceMs?: number;
  /** Longest time until the policy is ready, ms. @default 10,000 */
  readonly startTimeoutMs?: number;
}

interface CheckedOptions extends TamiyoOptions {
  readonly policy: string;
  readonly isolation: "worker" | "process";
  readonly graceMs: number;
  readonly startTimeoutMs: number;
}

/** The modules of the built-in policies. */
const HEURISTIC: string = new URL("../_heuristic/policy.ts", import.meta.url).href;
const GROWTH: string = new URL("../_growth/policy.ts", import.meta.url).href;

const NAMES: ReadonlyMap<string, string> = new Map([
  [HEURISTIC, "heuristic"],
  [GROWTH, "growth"],
]);

const TamiyoSchema: z.ZodType<CheckedOptions> = z.strictObject({
  policy: z
    .union([z.string().min(1), z.instanceof(URL)])
    .default(HEURISTIC)
    .transform(addressOf),
  options: z.unknown().optional(),
  isolation: z.enum(["worker", "process"]).default("process"),
  graceMs: millisecondsFrom0().default(250),
  startTimeoutMs: milliseconds().default(10_000),
});

/** A path counts from the working directory, as `import()` would not have it. */
function addressOf(policy: string | URL): string {
  if (policy instanceof URL) return policy.href;
  return /^(file|data|https?):/.test(policy) ? policy : pathToFileURL(policy).href;
}

/**
 * Asks a policy that is isolated from the training: it runs where it can be cut off, and only Leyline bytes cross.
 *
 * A policy that hangs costs a boundary at most 12 ms; it is killed and replaced before it is asked again.
 */
export function tamiyo(options: TamiyoOptions = {}): ContainerModule {
  const checked = parseOptions("make tamiyo", TamiyoSchema, options);
  const { isolation } = checked;
  if (isolation === "worker" && !canEndSpinningWorkers()) {
    throw new TolariaError(
      "tamiyo/unavailable",
      `"isolation" must be "process" on a runtime that cannot end a worker that spins, but is "worker". Cannot make tamiyo.`,
    );
  }
  return new ContainerModule(({ bind }) => {
    bind(TAMIYO)
      .toResolvedValue(() => host(checked, isolation))
      .inSingletonScope()
      .onDeactivation((hosted) => hosted.dispose());
  });
}

/**
 * Grows seeds by dates, in a process of its own as {@link tamiyo} runs any policy.
 *
 * Dates are shares of the run's steps, so that they hold for any number of epochs. At each the cheapest slot gets a seed,
 * if the budget of multiply-adds allows it; a plateau only brings the next date forward.
 *
 * @example
 * ```ts run
 * import { growth } from "tolaria/controllers";
 * import { seeds } from "tolaria/seeds";
 *
 * const modules = [seeds(), growth({ at: [0.1, 0.25, 0.4], budget: 0.8 })];
 * ```
 */
export function growth(options: GrowthOptions = {}): ContainerModule {
  const checked = parseOptions("make growth", GrowthSchema, options);
  return tamiyo({ policy: GROWTH, options: checked });
}

function host(options: CheckedOptions, isolation: "worker" | "process"): HostedTamiyo {
  const { policy, options: given, startTimeoutMs } = options;
  const open =
    isolation === "worker"
      ? (state?: Uint8Array) => openWorkerLink({ policy, options: given, state }, startTimeoutMs)
      : (state?: Uint8Array) => openPolicyProcess(policy, given, startTimeoutMs, state);
  const name = NAMES.get(policy) ?? policy.slice(policy.lastIndexOf("/") + 1);
  return new HostedTamiyo(`${isolation}/${name}`, open, options);
}
