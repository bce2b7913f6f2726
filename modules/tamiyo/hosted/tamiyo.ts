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

/** The built-in policy's module. */
const HEURISTIC: string = new URL("../_heuristic/policy.ts", import.meta.url).href;

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

function host(options: CheckedOptions, isolation: "worker" | "process"): HostedTamiyo {
  const { policy, options: given, startTimeoutMs } = options;
  const open =
    isolation === "worker"
      ? (state?: Uint8Array) => openWorkerLink({ policy, options: given, state }, startTimeoutMs)
      : (state?: Uint8Array) => openPolicyProcess(policy, given, startTimeoutMs, state);
  const name = policy === HEURISTIC ? "heuristic" : policy.slice(policy.lastIndexOf("/") + 1);
  return new HostedTamiyo(`${isolation}/${name}`, open, options);
}
