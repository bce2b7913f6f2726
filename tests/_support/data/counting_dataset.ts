import type { BatchValues, Dataset, ExampleBlocks } from "../../../core/mod.ts";

/** How a {@link CountingDataset} answers. */
export interface CountingOptions {
  /** Whether it takes a turn to answer. @default false */
  readonly slow?: boolean;
  /** How they are said to lie on disk. @default not in blocks */
  readonly blocks?: ExampleBlocks | undefined;
  /** Called before each answer; may throw, or give another one. */
  readonly answer?: (values: BatchValues, indices: Uint32Array) => BatchValues;
}

/** Examples whose input is their index and whose target is twice that; it remembers what it was asked. */
export class CountingDataset implements Dataset {
  readonly inputs = [{ name: "index", shape: [1], dtype: "float32" }] as const;
  readonly targets = [{ name: "double", shape: [], dtype: "int32" }] as const;
  readonly size: number;
  readonly blocks?: ExampleBlocks;
  /** Indices of each batch that was asked for. */
  readonly asked: number[][] = [];
  /** Blocks that were announced, call by call. */
  readonly announced: number[][] = [];
  readonly #options: CountingOptions;

  constructor(size: number, options: CountingOptions = {}) {
    this.size = size;
    if (options.blocks) this.blocks = options.blocks;
    this.#options = options;
  }

  readAhead(blocks: readonly number[]): void {
    this.announced.push([...blocks]);
  }

  gather(indices: Uint32Array): BatchValues | Promise<BatchValues> {
    this.asked.push([...indices]);
    const values = {
      inputs: [Float32Array.from(indices)],
      targets: [Int32Array.from(indices, (index) => 2 * index)],
    };
    const answer = () => this.#options.answer?.(values, indices) ?? values;
    return this.#options.slow ? Promise.resolve().then(answer) : answer();
  }
}
