import {
  CLOCK,
  type Clock,
  type Decision,
  messageOf,
  parseOptions,
  TAMIYO,
  type Tamiyo,
} from "../../../core/mod.ts";
import { ContainerModule, z } from "../../../deps.ts";
import { answer, type TamiyoPolicy, tell } from "../_policy/mod.ts";

/** Options of {@link tamiyoInProcess}. */
export interface TamiyoInProcessOptions {
  /** The controller. */
  readonly policy: TamiyoPolicy;
}

const InProcessSchema: z.ZodType<TamiyoInProcessOptions> = z.strictObject({
  policy: z.custom<TamiyoPolicy>(
    (value) => typeof (value as Partial<TamiyoPolicy> | null)?.decide === "function",
    "an object with a method 'decide'",
  ),
});

class InProcess implements Tamiyo {
  readonly name: string;
  readonly present = true;
  readonly counts = { lateAnswers: 0, replaced: 0 };
  readonly #policy: TamiyoPolicy;
  readonly #clock: Clock;

  constructor(policy: TamiyoPolicy, clock: Clock) {
    this.name = `in-process/${policy.name}`;
    this.#policy = policy;
    this.#clock = clock;
  }

  start(): Promise<void> {
    return Promise.resolve();
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
      return answered.then((bytes) => this.#inTime(bytes, untilMs), failed);
    } catch (error) {
      return failed(error);
    }
  }

  report(report: Uint8Array): void {
    try {
      tell(this.#policy, report);
    } catch {
      // A report is a courtesy to the policy: one that fails on it is none the wiser, and nothing else is lost.
    }
  }

  recover(): void {}

  dispose(): Promise<void> {
    return Promise.resolve();
  }

  #inTime(bytes: Uint8Array | undefined, untilMs: number): Decision {
    if (this.#clock.monotonicMs() > untilMs) {
      this.counts.lateAnswers += 1;
      return { kind: "late" };
    }
    return bytes ? { kind: "command", bytes } : { kind: "none" };
  }
}

function failed(error: unknown): Decision {
  return { kind: "failed", reason: `the policy threw '${messageOf(error)}'` };
}

/**
 * Asks a policy on the training's own thread: for tests, and for policies that are trusted to come back. One that holds
 * the thread holds the training; nobody can cut it off.
 */
export function tamiyoInProcess(options: TamiyoInProcessOptions): ContainerModule {
  const { policy } = parseOptions("make tamiyoInProcess", InProcessSchema, options);
  return new ContainerModule(({ bind }) => {
    bind(TAMIYO)
      .toResolvedValue((clock: Clock) => new InProcess(policy, clock), [CLOCK])
      .inSingletonScope();
  });
}
