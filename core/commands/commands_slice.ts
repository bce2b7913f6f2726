import { Buffer } from "node:buffer";
import { z } from "../../deps.ts";
import { AdaptationCommand } from "../../proto/mod.ts";
import type { Tamiyo } from "../ports/tamiyo.ts";
import type { StateSlice } from "../state/define_slice.ts";
import { defineSlice, undoable } from "../state/define_slice.ts";
import type { PendingCommand } from "./command_entry.ts";
import type { CommandDispatcher } from "./dispatcher.ts";
import type { FieldReports } from "./field_reports.ts";
import { ReportsSchema } from "./field_reports_state.ts";

/**
 * Reports to the controller. They are restored with a controller that restores; one without a memory keeps receiving
 * reports on its commands.
 */
export function reportsSlice(reports: FieldReports, tamiyo: Tamiyo): StateSlice {
  return defineSlice({
    name: "field-reports",
    schema: ReportsSchema,
    read: () => reports.state(),
    write: (state) => {
      if (tamiyo.memory || reports.untouched) reports.restore(state);
    },
  });
}

/** Schema of pending commands. */
const PendingSchema = z.array(
  z.strictObject({
    command: z.base64(),
    source: z.enum(["tamiyo", "outside"]),
    leftMs: z.number().nullable(),
  }),
);

/**
 * Pending commands. A restore aborts the current ones and receives the saved ones again; a trial's keeps the current ones.
 *
 * @param inTrial Whether it is a trial that takes training to another state.
 * @param onReceived Called afterwards, so that they are prepared.
 */
export function commandsSlice(
  dispatcher: CommandDispatcher,
  inTrial: () => boolean,
  onReceived: () => void,
): StateSlice {
  const plain = defineSlice<z.infer<typeof PendingSchema>>({
    name: "commands",
    schema: PendingSchema,
    read: () => dispatcher.underWay.map(toRecord),
    write: () => {},
  });
  return {
    ...plain,
    prepare: (part) => {
      plain.prepare(part);
      const pending = part.data as z.infer<typeof PendingSchema>;
      return {
        ...undoable(() => () => {}),
        // At the very end, because an aborted command cannot be revived.
        settle: () => {
          if (inTrial()) {
            dispatcher.prepareAnew();
            if (dispatcher.pending > 0) onReceived();
            return;
          }
          dispatcher.abortAll("rolled-back");
          for (const { command, source, leftMs } of pending) {
            const bytes = Buffer.from(command, "base64");
            dispatcher.receive(
              AdaptationCommand.decode(bytes),
              source,
              leftMs ?? Number.POSITIVE_INFINITY,
            );
          }
          if (pending.length > 0) onReceived();
        },
      };
    },
  };
}

function toRecord({ command, source, leftMs }: PendingCommand) {
  return {
    command: Buffer.from(AdaptationCommand.encode(command)).toString("base64"),
    source,
    leftMs: Number.isFinite(leftMs) ? leftMs : null,
  };
}
