import type { tf } from "../../deps.ts";
import type { Json } from "../json.ts";
import type { Segment } from "./optimizer.ts";

/** Numbers of a state, and what is called how in them. */
export interface StateTensor {
  /** Holds the numbers; owned by the state. */
  readonly tensor: tf.Tensor;
  /** What goes before the name of each segment; the two together are unique in a state. */
  readonly prefix: string;
  /** What lies where in it, without gaps. */
  readonly segments: readonly Segment[];
}

/** One owner's part of a state: plain data, and numbers that are held where they lie. */
export interface StatePart {
  /** Of the form that `data` has, from 1. */
  readonly version: number;
  /** What is no tensor. */
  readonly data: Json;
  /** What is. */
  readonly tensors: readonly StateTensor[];
  /** Tensors that follow from the others, held to spare working them out again; owned by the state, never written. */
  readonly derived?: readonly tf.Tensor[];
  /**
   * Objects that the owner finds its way back with faster as long as the process lives; never written to a file. Owns
   * nothing that has to be given back.
   */
  readonly live?: unknown;
}

/** All that the steps to come depend on, at one moment between two steps. */
export interface TrainingState {
  /** Updates done. */
  readonly step: number;
  /** Epochs completed. */
  readonly epoch: number;
  /** What each owner needs, by the owner's name. */
  readonly parts: ReadonlyMap<string, StatePart>;
  /** Bytes of its numbers. */
  readonly bytes: number;
}

/** A restore that is built and checked, and not yet made. */
export interface PreparedRestore {
  /** Makes it so: exchanges what is there for what was prepared. */
  commit(): void | Promise<void>;
  /** Throws if what is there is not what was asked for. After `commit`. */
  confirm(): void | Promise<void>;
  /** Completes it: releases what was there before. Never fails. */
  settle(): void;
  /** Makes all as it was, before `commit` and after it. Never fails. */
  abort(): void | Promise<void>;
}

/**
 * Owns a part of what the next step depends on.
 *
 * A provider must: (1) leave out of its part nothing that a later step depends on; (2) copy no number in `capture`, and
 * change none of those that it handed out, ever; (3) vote 'no' in `prepare` by throwing, with everything as it was;
 * (4) take back what `capture` gave in this process or, without `live`, in another; (5) leave what it is given to its
 * owner.
 */
export interface StateParticipant {
  /** Unique in a run; the order of restores goes by it. */
  readonly name: string;
  /** Its part now. The caller disposes the tensors. */
  capture(): StatePart;
  /**
   * Makes a restore ready, and changes nothing that can be seen. Those that come before it in the order have prepared
   * theirs.
   *
   * @throws {TolariaError} `state/invalid` if the part is not one of its own or does not fit.
   */
  prepare(part: StatePart): PreparedRestore | Promise<PreparedRestore>;
}
