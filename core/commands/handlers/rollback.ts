import { CommandType } from "../../../proto/mod.ts";
import { show } from "../../options.ts";
import type { CommandHandler } from "../../ports/command_handler.ts";
import type { Recovery, RollbackRequest } from "../../ports/recovery.ts";
import { quoted, refused, remark } from "../check_command.ts";

/** Where rollbacks are requested. */
export interface RollbackRequests extends Pick<Recovery, "request"> {
  /** Whether a state to roll back to can exist. */
  readonly possible: boolean;
}

/** Fields of a payload. */
const FIELDS = ["at_or_before", "steps_back", "tier"];

/**
 * Requests rollbacks: to the latest state at or before step `at_or_before`, or `steps_back` before now; from a checkpoint
 * if `tier` is `full`. They run before the next step.
 *
 * @param progress Progress of the training.
 */
export function rollbackHandler(
  progress: { readonly step: number },
  rollbacks: RollbackRequests,
): CommandHandler {
  return {
    name: "rollback",
    type: CommandType.COMMAND_ROLLBACK,
    prepares: "inside boundary",
    prepare: ({ commandId, annotations, issuedBy, rollbackPayload }, source) => {
      const payload = plain(rollbackPayload?.fields ?? {});
      const reason = `${issuedBy || "a command"}: ${remark(annotations.reason)}`;
      const byOperator = source === "outside";
      const request = { ...requestOf(commandId, payload, progress.step), reason, byOperator };
      if (!rollbacks.possible) {
        throw refused(commandId, "the run keeps no states to go back to: compose tieredRollback()");
      }
      return { commit: () => rollbacks.request(request), abort: () => {} };
    },
  };
}

function requestOf(
  commandId: string,
  payload: Readonly<Record<string, unknown>>,
  step: number,
): Omit<RollbackRequest, "reason"> {
  const unknown = Object.keys(payload).find((field) => !FIELDS.includes(field));
  if (unknown !== undefined) {
    throw refused(
      commandId,
      `"rollback_payload" must hold ${FIELDS.join(", ")} only: it has "${unknown}"`,
    );
  }
  const whole = (field: string, otherwise: number): number => {
    const value = payload[field] ?? otherwise;
    if (typeof value === "number" && Number.isInteger(value) && value >= 0) return value;
    throw refused(
      commandId,
      `"${field}" must be a whole number of at least 0, but is ${quoted(String(value))}`,
    );
  };
  const atOrBefore = Math.min(whole("at_or_before", step), step - whole("steps_back", 0));
  const { tier = "fast" } = payload;
  if (tier === "fast" || tier === "full") return { atOrBefore, tier };
  throw refused(commandId, `"tier" must be "fast" or "full", but is ${quoted(String(tier))}`);
}

/** Reads numbers and strings of a protobuf `Struct`; other values become the name of their type. */
function plain(fields: Readonly<Record<string, unknown>>): Readonly<Record<string, unknown>> {
  const values = Object.entries(fields).map(([name, value]) => {
    const { numberValue, stringValue } = (value ?? {}) as Record<string, unknown>;
    return [name, numberValue ?? stringValue ?? show(value)] as const;
  });
  return Object.fromEntries(values);
}
