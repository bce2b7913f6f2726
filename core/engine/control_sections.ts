import { Buffer } from "node:buffer";
import { z } from "../../deps.ts";
import { AdaptationCommand } from "../../proto/mod.ts";
import type { CommandDispatcher, PendingCommand } from "../commands/dispatcher.ts";
import type { FieldReports } from "../commands/field_reports.ts";
import { ReportsSchema } from "../commands/field_reports_state.ts";
import type { Tamiyo } from "../ports/tamiyo.ts";
import {
  type ConservativeMode,
  MODE_CAUSES,
  type ModeState,
} from "../stability/conservative_mode.ts";
import { exchanging, plainSection } from "../state/plain_slice.ts";
import type { Section } from "../state/state_slice.ts";

/** Rules of {@link ModeState}. */
const ModeSchema: z.ZodType<ModeState> = z.strictObject({
  mode: z.enum(["normal", "conservative"]),
  cause: z.enum(MODE_CAUSES).nullable(),
  reason: z.string().nullable(),
  causedThisEpoch: z.boolean(),
  cleanEpochs: z.int().min(0),
});

/**
 * The degraded mode. A run that goes on from another's state goes on in its mode; one that goes back to its own stays in the one that it is
 * in, as what went wrong since has not come right by that.
 *
 * @param progress Where training stands.
 */
export function modeSection(mode: ConservativeMode, progress: { readonly epoch: number }): Section {
  return plainSection({
    name: "mode",
    schema: ModeSchema,
    read: () => mode.state(),
    write: (state) => {
      if (mode.untouched) mode.restore(state, progress.epoch);
    },
  });
}

/** Why commands are given up that were on their way when training went back. */
export const WENT_BACK = "training went back to before it";

/**
 * What the controller is to be told of its commands. It goes back with a controller that does: one that says nothing of its state goes on
 * hearing of what it asked for.
 */
export function reportsSection(reports: FieldReports, tamiyo: Tamiyo): Section {
  return plainSection({
    name: "field-reports",
    schema: ReportsSchema,
    read: () => reports.state(),
    write: (state) => {
      if (tamiyo.memory || reports.untouched) reports.restore(state);
    },
  });
}

/** A command that was on its way, as it is written down. */
const PendingSchema = z.array(
  z.strictObject({
    command: z.base64(),
    source: z.enum(["tamiyo", "outside"]),
    leftMs: z.number().nullable(),
  }),
);

/**
 * Commands that were on their way: those that are now are given up, and those that were then are received again.
 *
 * @param received Called after they were, so that they are prepared.
 */
export function commandsSection(dispatcher: CommandDispatcher, received: () => void): Section {
  const plain = plainSection<z.infer<typeof PendingSchema>>({
    name: "commands",
    schema: PendingSchema,
    read: () => dispatcher.underWay.map(written),
    write: () => {},
  });
  return {
    ...plain,
    prepare: (part) => {
      plain.prepare(part);
      const pending = part.data as z.infer<typeof PendingSchema>;
      return {
        ...exchanging(() => () => {}),
        // At the very end: what is given up cannot be taken up again.
        settle: () => {
          dispatcher.abortAll(WENT_BACK);
          for (const { command, source, leftMs } of pending) {
            const bytes = Buffer.from(command, "base64");
            dispatcher.receive(
              AdaptationCommand.decode(bytes),
              source,
              leftMs ?? Number.POSITIVE_INFINITY,
            );
          }
          if (pending.length > 0) received();
        },
      };
    },
  };
}

function written({ command, source, leftMs }: PendingCommand) {
  return {
    command: Buffer.from(AdaptationCommand.encode(command)).toString("base64"),
    source,
    leftMs: Number.isFinite(leftMs) ? leftMs : null,
  };
}
