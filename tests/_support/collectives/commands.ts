import type { CollectiveOutcome, Membership } from "../../../core/mod.ts";

/** What a test asks of a rank. */
export type RankCommand =
  | {
      readonly kind: "sum";
      readonly exact?: number;
      readonly numbers: string;
      readonly count: number;
      readonly deadlineMs: number;
    }
  | {
      readonly kind: "broadcast";
      readonly bytes?: string;
      readonly root: number;
      readonly deadlineMs: number;
    }
  | { readonly kind: "agree"; readonly votes: readonly string[]; readonly deadlineMs: number }
  | { readonly kind: "report"; readonly step: number; readonly phase: number }
  | { readonly kind: "shrink" }
  | {
      /** Takes steps as training does, over losses of ranks. */
      readonly kind: "steps";
      readonly steps: number;
      readonly count: number;
      readonly deadlineMs: number;
    }
  | { readonly kind: "hang" }
  | { readonly kind: "leave" };

/** What became of steps. */
export interface Stepped {
  /** Of the weights, to the bit. */
  readonly hash: string;
  /** Steps that were taken again after a loss. */
  readonly redone: number;
  /** Of each loss: from the sum that failed to the next that was done, ms. */
  readonly recoveryMs: readonly number[];
}

/** What a rank answers; first, who it is. */
export interface RankAnswer {
  readonly rank?: number;
  readonly pid?: number;
  readonly canShrink?: boolean;
  readonly outcome?: CollectiveOutcome;
  readonly numbers?: string;
  readonly bytes?: string;
  readonly votes?: readonly string[];
  readonly membership?: Membership;
  readonly stepped?: Stepped;
  readonly error?: string;
}

/** Numbers as text, to the bit. */
export function encodeFloats(numbers: Float32Array): string {
  const bytes = new Uint8Array(numbers.length * 4);
  bytes.set(new Uint8Array(numbers.buffer, numbers.byteOffset, numbers.byteLength));
  return Buffer.from(bytes).toString("base64");
}

/** Numbers that were text. */
export function decodeFloats(text: string): Float32Array {
  return new Float32Array(Uint8Array.from(Buffer.from(text, "base64")).buffer);
}
