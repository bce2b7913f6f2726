import { Buffer } from "node:buffer";
import { z } from "../../deps.ts";
import { AdaptationCommand } from "../../proto/mod.ts";
import { type JsonNumber, JsonNumberSchema, numberToJson } from "../json.ts";
import type { CommandOutcome } from "../ports/reports/command_outcome.ts";
import type { EpochLoss } from "./field_reports.ts";

/** An epoch's loss as JSON. */
type JsonLoss = { readonly epoch: number; readonly loss: JsonNumber };

/** State of the pending reports as plain JSON, with bytes in base64. */
export type ReportsState = {
  readonly due: readonly string[];
  /** Committed commands under observation, with the epoch of their start. */
  readonly watched: readonly {
    readonly command: string;
    readonly source: CommandOutcome["source"];
    readonly reason: string;
    readonly from: JsonLoss;
  }[];
  readonly last: JsonLoss;
};

const epochLoss = z.strictObject({ epoch: z.int().min(0), loss: JsonNumberSchema });

/** Schema of {@link ReportsState}. */
export const ReportsSchema: z.ZodType<ReportsState> = z.strictObject({
  due: z.array(z.base64()),
  watched: z.array(
    z.strictObject({
      command: z.base64(),
      source: z.enum(["tamiyo", "outside"]),
      reason: z.string(),
      from: epochLoss,
    }),
  ),
  last: epochLoss,
});

/** A committed command under observation. */
export interface Watched {
  readonly outcome: CommandOutcome;
  readonly from: EpochLoss;
}

/** Converts to JSON. */
export function writeWatched({ outcome, from }: Watched): ReportsState["watched"][number] {
  const { command, source, reason } = outcome;
  const bytes = Buffer.from(AdaptationCommand.encode(command));
  return { command: bytes.toString("base64"), source, reason, from: writeLoss(from) };
}

/** The inverse of {@link writeWatched}. */
export function readWatched({
  command: text,
  source,
  reason,
  from,
}: ReportsState["watched"][number]): Watched {
  const command = AdaptationCommand.decode(Buffer.from(text, "base64"));
  return { outcome: { command, source, reason, status: "committed" }, from: readLoss(from) };
}

/** Converts to JSON. */
export function writeLoss({ epoch, loss }: EpochLoss): JsonLoss {
  return { epoch, loss: numberToJson(loss) };
}

/** The inverse of {@link writeLoss}. */
export function readLoss({ epoch, loss }: JsonLoss): EpochLoss {
  return { epoch, loss: Number(loss) };
}
