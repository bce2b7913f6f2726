import type { ReadableSpan, ResourceMetrics } from "../../../deps_optional.ts";
import type { DeliveryContext, Refused } from "./batcher.ts";

/** Where spans and metrics go, as the worker sees it. */
export interface Destination {
  /** What people know it by: an address, a file. */
  readonly shown: string;
  /** Takes spans; returns what it refused of them, or throws where it took none. */
  deliver(spans: readonly ReadableSpan[], context: DeliveryContext): Promise<Refused>;
  /** Takes the metrics as they stand; says so where it never will, and throws where it did not this time. */
  takeMetrics?(metrics: ResourceMetrics, context: DeliveryContext): Promise<"taken" | "unwanted">;
  close(): Promise<void>;
}

/** What a destination's module exports as `open`. */
export type OpenDestination<Options> = (options: Options) => Promise<Destination>;
