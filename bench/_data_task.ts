import type { ContainerModule } from "../deps.ts";

/** A source, and how it is measured. */
export interface DataTask {
  /** Shape of the input of an example. */
  readonly inputShape: readonly number[];
  readonly classes: number;
  /** Writes files of about `bytes` bytes in all. */
  write(folder: string, bytes: number): readonly string[] | Promise<readonly string[]>;
  /** The source as a user writes it. */
  open(files: readonly string[], cache: string): ContainerModule;
  /** Reads the same fields by the library alone that the source rests on: yields how many records it has read more. */
  alone(files: readonly string[]): AsyncIterable<number>;
}
