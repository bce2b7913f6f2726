import type { EventAttribute } from "./observed_event.ts";

/** A part of a run with its beginning and its end, as telemetry has it, whether it is sent anywhere or not. */
export interface ObservedSpan {
  /** Number of the span in its trainer, from 1. */
  readonly id: number;
  /** That of the span it is part of, which ends later; undefined for a run. */
  readonly parent?: number;
  /** `tolaria.epoch`. */
  readonly name: string;
  /** When it began, ms since 1970. */
  readonly startMs: number;
  /** How long it took, ms. */
  readonly durationMs: number;
  /** Whether what it stands for failed. */
  readonly failed: boolean;
  /** Attributes, by the names that telemetry has for them. */
  readonly attributes: Readonly<Record<string, EventAttribute>>;
}
