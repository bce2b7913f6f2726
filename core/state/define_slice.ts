import type { z } from "../../deps.ts";
import { TolariaError } from "../errors/mod.ts";
import type { Json } from "../json.ts";
import type { PreparedRestore, StatePart, StateParticipant } from "../ports/training_state.ts";
import { parseState } from "./parse_state.ts";

/** One owner's part of the training state. Captures and restores synchronously. */
export interface StateSlice extends StateParticipant {
  prepare(part: StatePart): SliceRestore;
}

/** A restore that needs no waiting. */
export interface SliceRestore extends PreparedRestore {
  commit(): void;
  confirm(): void;
  abort(): void;
}

/** How the data of one owner is read, written and checked. */
export interface SliceDefinition<T> {
  /** Unique among the slices of a state. */
  readonly name: string;
  /** Version of the data's form. @default 1 */
  readonly version?: number;
  /** Checks and decodes data that comes from a file. */
  readonly schema: z.ZodType<T>;
  /** Returns the current data, which must never change afterwards. */
  read(): T;
  /** Replaces the current data, or throws and changes nothing. */
  write(data: T): void;
  /** Encodes the data as JSON. @default the data itself */
  encode?(data: T): Json;
}

/** Defines a slice of plain data. */
export function defineSlice<T>(definition: SliceDefinition<T>): StateSlice {
  const { name, version = 1, schema } = definition;
  return {
    name,
    capture: () => {
      const live = definition.read();
      const data = definition.encode ? definition.encode(live) : (live as Json);
      return { version, data, tensors: [], live };
    },
    prepare: (part) => {
      checkVersion(name, part, version);
      // Data that never left the process is not checked again, so that a rollback from memory is fast.
      const next = "live" in part ? (part.live as T) : parseState(`"${name}"`, schema, part.data);
      return undoable(() => {
        const before = definition.read();
        definition.write(next);
        return () => definition.write(before);
      });
    },
  };
}

/** Throws if the version of a part is not `known`. @throws {TolariaError} `state/invalid`. */
export function checkVersion(name: string, part: StatePart, known: number): void {
  if (part.version === known) return;
  throw new TolariaError(
    "state/invalid",
    `The state of "${name}" must have version ${known}, but has ${part.version}. Cannot restore it.`,
  );
}

/** Makes a restore of a function that replaces data and returns its undo, or throws and changes nothing. */
export function undoable(replace: () => () => void): SliceRestore {
  let undo: (() => void) | undefined;
  return {
    commit: () => {
      undo = replace();
    },
    confirm: () => {},
    settle: () => {},
    abort: () => {
      undo?.();
      undo = undefined;
    },
  };
}
