import type { ResourceMetrics } from "../../../deps_optional.ts";
import type { DeliveryContext } from "./batcher.ts";
import type { Destination } from "./destination.ts";

/** Longest time for one delivery of metrics, ms; the next ones say the same and more. */
const TIMEOUT_MS = 10_000;

/**
 * Brings metrics to their destination: those that stand now, and none that were overtaken while it was busy.
 *
 * They add up, so that the next delivery makes up for one that failed: nothing is tried again, spilled or counted.
 */
export class MetricsPump {
  readonly #destination: Destination;
  #latest: ResourceMetrics | undefined;
  #working: Promise<void> = Promise.resolve();
  #isWorking = false;
  #isWanted: boolean;

  constructor(destination: Destination) {
    this.#destination = destination;
    this.#isWanted = destination.takeMetrics !== undefined;
  }

  /** Takes metrics in place of those that wait. */
  take(metrics: ResourceMetrics): void {
    if (!this.#isWanted) return;
    this.#latest = metrics;
    if (!this.#isWorking) this.#working = this.#work();
  }

  /** Settles when nothing is on its way. */
  settled(): Promise<void> {
    return this.#working;
  }

  async #work(): Promise<void> {
    this.#isWorking = true;
    while (this.#latest && this.#isWanted) {
      const metrics = this.#latest;
      this.#latest = undefined;
      const context: DeliveryContext = {
        hurry: AbortSignal.abort(),
        stop: AbortSignal.timeout(TIMEOUT_MS),
      };
      // What went wrong is wrong with the spans too, and counted there.
      const taken = await this.#destination.takeMetrics?.(metrics, context).catch(() => "failed");
      if (taken === "unwanted") this.#isWanted = false;
    }
    this.#isWorking = false;
  }
}
