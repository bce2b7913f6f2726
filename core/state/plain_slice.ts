import type { z } from "../../deps.ts";
import { TolariaError } from "../errors/mod.ts";
import type { Json } from "../json.ts";
import type { StatePart } from "../ports/training_state.ts";
import { parseState } from "./parse_state.ts";
import type { SliceRestore, StateSlice } from "./state_slice.ts";

/** An owner of plain data. */
export interface PlainOwner<T> {
  /** Unique among those beside it. */
  readonly name: string;
  /** Of the form that its data has. @default 1 */
  readonly version?: number;
  /** What its data must be. */
  readonly schema: z.ZodType<T>;
  /** Its data now: a value that nothing changes afterwards. */
  read(): T;
  /** Puts it back to where it stood when `read` gave `data`; changes nothing if it fails. */
  write(data: T): void;
}

/** The part of an owner of plain data. */
export function plainSlice<T>(owner: PlainOwner<T>): StateSlice {
  const { name, version = 1, schema } = owner;
  return {
    name,
    capture: () => {
      const data = owner.read();
      return { version, data: data as Json, tensors: [], live: data };
    },
    prepare: (part) => {
      checkVersion(name, part, version);
      // What never left the process need not be checked again: a restore from memory is to take no time.
      const next = "live" in part ? (part.live as T) : parseState(`"${name}"`, schema, part.data);
      return exchanging(() => {
        const before = owner.read();
        owner.write(next);
        return () => owner.write(before);
      });
    },
  };
}

/** Throws if a part has another form than is known here. @throws {TolariaError} `state/invalid`. */
export function checkVersion(name: string, part: StatePart, known: number): void {
  if (part.version === known) return;
  throw new TolariaError(
    "state/invalid",
    `The state of "${name}" must have version ${known}, but has ${part.version}. Cannot restore it.`,
  );
}

/** A restore that is made by `exchange`, which returns what undoes it, or fails and has changed nothing. */
export function exchanging(exchange: () => () => void): SliceRestore {
  let undo: (() => void) | undefined;
  return {
    commit: () => {
      undo = exchange();
    },
    confirm: () => {},
    settle: () => {},
    abort: () => {
      undo?.();
      undo = undefined;
    },
  };
}
