import type { Json } from "../../../core/mod.ts";
import type {
  AdaptationCommand,
  FieldReport,
  FieldsOf,
  SystemStatePacket,
} from "../../../proto/mod.ts";

/** A command as a policy gives it: what it leaves out is filled in, its id and the packet that it answers among it. */
export type PolicyCommand = FieldsOf<typeof AdaptationCommand>;

/** One command, up to 9 of them, or bytes of one, which are passed on as they are. */
export type PolicyAnswer = PolicyCommand | readonly PolicyCommand[] | Uint8Array | undefined;

/** What a policy gets besides the packet. */
export interface PolicyContext {
  /** The span that asks, in the W3C's form, for spans and requests of the policy's own; undefined where nothing is recorded. */
  readonly traceparent?: string;
}

/**
 * A controller: looks at the state of a run at each epoch boundary, and says what to change.
 *
 * It sees nothing but packets and reports, and can do nothing but answer.
 */
export interface TamiyoPolicy {
  /** Goes into `issued_by`. */
  readonly name: string;
  /** Reported back with the outcome of its commands. */
  readonly version?: string;
  /** What to change, or undefined for nothing; within the controller's 12 ms. */
  decide(packet: SystemStatePacket, context?: PolicyContext): PolicyAnswer | Promise<PolicyAnswer>;
  /** What came of an earlier command. */
  report?(report: FieldReport): void;
  /**
   * All that its decisions to come depend on, within 64 KiB as JSON; asked for after each decision, in the controller's time. A policy
   * that leaves it out starts over in a run that is resumed.
   */
  state?(): Json;
  /** Puts it back to what `state` gave; changes nothing where it throws. Has to be there where `state` is. */
  restore?(state: Json): void;
}

/** What a policy's file has as its default export. */
export type PolicyFactory = (options: unknown) => TamiyoPolicy | Promise<TamiyoPolicy>;
