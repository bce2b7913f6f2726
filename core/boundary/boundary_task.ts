import type { Span, Tracer } from "../../deps.ts";
import type { CommandDispatcher } from "../commands/dispatcher.ts";
import type { CircuitBreakers } from "../ports/circuit_breakers.ts";
import type { Clock } from "../ports/clock.ts";
import type { BoundaryReport } from "../ports/reports/boundary_report.ts";
import type { Tamiyo } from "../ports/tamiyo.ts";
import type { SharedBoundary } from "./shared_boundary.ts";

/** What a boundary works with. */
export interface BoundaryParts {
  readonly clock: Clock;
  readonly tracer: Tracer;
  readonly tamiyo: Tamiyo;
  readonly breakers: CircuitBreakers;
  readonly dispatcher: CommandDispatcher;
  /** Why nothing is to be decided or carried out at the moment. @default it may be */
  readonly holds?: () => string | undefined;
  readonly ranks: SharedBoundary;
}

/** One boundary's own matter. */
export interface BoundaryTask {
  /** The epoch that it ends or lies in, from 1. */
  readonly epoch: number;
  /** Updates done, if it lies within the epoch. */
  readonly step?: number;
  /** The span of the epoch. */
  readonly span: Span;
  readonly packetId: string;
  /** Writes the state packet. */
  readonly assemble: () => Uint8Array;
}

/** The result of a boundary. */
export interface BoundaryResult {
  readonly report: BoundaryReport;
  /** Bytes of the state packet; `undefined` if it could not be written. */
  readonly packet: Uint8Array | undefined;
  /** What went wrong with the controller. */
  readonly controllerFault: string | undefined;
  /** Whether the controller missed its deadline, and not because its process had no processor. */
  readonly late: boolean;
  /** How long the controller's process had no processor, if that is why it missed its deadline, ms. */
  readonly controllerDelayMs: number | undefined;
}
