import { tf } from "../../deps.ts";
import type { StatePart, StateParticipant, TrainingState } from "../ports/training_state.ts";

/** Captures the part of every participant. The caller disposes it by {@link disposeState}. */
export function captureState(
  participants: readonly StateParticipant[],
  { step, epoch }: { readonly step: number; readonly epoch: number },
): TrainingState {
  const parts = new Map<string, StatePart>();
  try {
    for (const participant of participants) parts.set(participant.name, participant.capture());
  } catch (error) {
    for (const part of parts.values()) disposePart(part);
    throw error;
  }
  let bytes = 0;
  for (const tensor of stateTensors({ parts })) bytes += bytesOf(tensor);
  return { step, epoch, parts, bytes };
}

/** Returns every tensor of a state. */
export function stateTensors({ parts }: Pick<TrainingState, "parts">): tf.Tensor[] {
  return [...parts.values()].flatMap(tensorsOf);
}

/** Returns the same state with handles of its own: copies no number. The caller disposes it by {@link disposeState}. */
export function shareState(state: TrainingState): TrainingState {
  const parts = [...state.parts].map(([name, part]) => [name, sharePart(part)] as const);
  return { ...state, parts: new Map(parts) };
}

function sharePart({ tensors, derived, ...part }: StatePart): StatePart {
  const handle = <T extends tf.Tensor>(tensor: T): T => tf.keep(tensor.reshape(tensor.shape));
  return {
    ...part,
    tensors: tensors.map(({ tensor, ...told }) => ({ ...told, tensor: handle(tensor) })),
    ...(derived && { derived: derived.map(handle) }),
  };
}

/** Disposes every tensor of a state. */
export function disposeState({ parts }: TrainingState): void {
  for (const part of parts.values()) disposePart(part);
}

function disposePart(part: StatePart): void {
  tf.dispose(tensorsOf(part));
}

function tensorsOf({ tensors, derived = [] }: StatePart): tf.Tensor[] {
  return [...tensors.map(({ tensor }) => tensor), ...derived];
}

function bytesOf({ size, dtype }: tf.Tensor): number {
  return size * (dtype === "bool" ? 1 : 4);
}
