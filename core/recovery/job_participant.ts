import type { Json } from "../json.ts";
import type { StateParticipant } from "../ports/training_state.ts";
import { undoable } from "../state/define_slice.ts";
import type { JobRecord } from "./job_record.ts";

/** Name of the part of a state that says which job wrote it. */
export const JOB_PARTICIPANT = "job";

/** Writes down what the job says: it is compared when a checkpoint is resumed, and never restored. */
export function jobParticipant(record: () => JobRecord): StateParticipant {
  return {
    name: JOB_PARTICIPANT,
    capture: () => ({ version: 1, data: record() as unknown as Json, tensors: [] }),
    prepare: () => undoable(() => () => {}),
  };
}
