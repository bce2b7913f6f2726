import {
  CLOCK,
  type Clock,
  type Decision,
  messageOf,
  parseOptions,
  TAMIYO,
  type Tamiyo,
  type TamiyoMemory,
} from "../../../core/mod.ts";
import { ContainerModule, z } from "../../../deps.ts";
import {
  answer,
  deliverReport,
  exportMemory,
  importMemory,
  isPolicy,
  POLICY_RULE,
  type TamiyoPolicy,
} from "../_policy/mod.ts";

/** Options of {@link tamiyoInProcess}. */
export interface TamiyoInProcessOptions {
  /** The controller. */
  readonly policy: TamiyoPolicy;
}

const InProcessSchema: z.ZodType<TamiyoInProcessOptions> = z.strictObject({
  policy: z.custom<TamiyoPolicy>(isPolicy, POLICY_RULE),
});

class InProcess implements Tamiyo {
  readonly name: string;
  readonly present = true;
  readonly counts = { lateAnswers: 0, replaced: 0 };
  readonly #policy: TamiyoPolicy;
  readonly #clock: Clock;
  #state: Uint8Array | undefined;
  #reports: Uint8Array[] = [];

  constructor(policy: TamiyoPolicy, clock: Clock) {
    this.name = `in-process/${policy.name}`;
    this.#policy = policy;
    this.#clock = clock;
  }

  get memory(): TamiyoMemory | undefined {
    return this.#state && { state: this.#state, reports: [...this.#reports] };
  }

  async start(): Promise<void> {
    this.#remember();
  }

  decide(
    packet: Uint8Array,
    deadlineMs: number,
    traceparent?: string,
  ): Decision | Promise<Decision> {
    const untilMs = this.#clock.monotonicMs() + deadlineMs;
    try {
      const answered = answer(this.#policy, packet, { traceparent });
      if (!(answered instanceof Promise)) return this.#inTime(answered, untilMs);
      return answered
        .then((bytes) => this.#inTime(bytes, untilMs))
        .catch((error) => this.#failed(error));
    } catch (error) {
      return this.#failed(error);
    }
  }

  report(report: Uint8Array): void {
    if (this.#state) this.#reports.push(report);
    deliverReport(this.#policy, report);
  }

  restore({ state, reports }: TamiyoMemory): void {
    importMemory(this.#policy, state);
    this.#remember();
    for (const report of reports) this.report(report);
  }

  recover(): void {}

  dispose(): Promise<void> {
    return Promise.resolve();
  }

  /** Takes note of what the policy remembers now. */
  #remember(): void {
    this.#state = exportMemory(this.#policy);
    this.#reports = [];
  }

  #inTime(bytes: Uint8Array | undefined, untilMs: number): Decision {
    this.#remember();
    if (this.#clock.monotonicMs() > untilMs) {
      this.counts.lateAnswers += 1;
      return { kind: "late" };
    }
    return bytes ? { kind: "command", bytes } : { kind: "none" };
  }

  #failed(error: unknown): Decision {
    try {
      // It may remember the packet all the same.
      this.#remember();
    } catch {
      // What it threw first is reported.
    }
    return { kind: "failed", reason: `the policy threw "${messageOf(error)}"` };
  }
}

/**
 * Asks a policy on the training thread, for tests and for policies that are trusted to return. Nothing can cut off a
 * policy that holds the thread.
 */
export function tamiyoInProcess(options: TamiyoInProcessOptions): ContainerModule {
  const { policy } = parseOptions("make tamiyoInProcess", InProcessSchema, options);
  return new ContainerModule(({ bind }) => {
    bind(TAMIYO)
      .toResolvedValue((clock: Clock) => new InProcess(policy, clock), [CLOCK])
      .inSingletonScope();
  });
}
