import type { Column, StateTensor } from "../../../core/mod.ts";
import { tf } from "../../../deps.ts";
import type { RowLayout } from "./row_layout.ts";

const DTYPES = ["float32", "int32"] as const;

/** Some rows of a buffer. Once it is shared, its numbers never change: a copy takes its place. */
export class Block {
  readonly float32: Float32Array;
  readonly int32: Int32Array;
  #shared = false;
  /** Handles that were given out, which share their data as long as one of them lives. */
  readonly #handles: Record<Column["dtype"], tf.Tensor[]> = { float32: [], int32: [] };

  constructor({ sizes }: RowLayout, from?: Pick<Block, "float32" | "int32">) {
    this.float32 = from?.float32.slice() ?? new Float32Array(sizes.float32);
    this.int32 = from?.int32.slice() ?? new Int32Array(sizes.int32);
  }

  /** Marks its numbers as held by somebody else. */
  share(): this {
    this.#shared = true;
    return this;
  }

  /** Returns a block with these numbers that may be written to. */
  writable(layout: RowLayout): Block {
    return this.#shared ? new Block(layout, this) : this;
  }

  /** Returns its numbers as tensors, which the caller disposes. Shares them. */
  tensors(layout: RowLayout, prefix: string): StateTensor[] {
    this.share();
    return DTYPES.filter((dtype) => layout.sizes[dtype] > 0).map((dtype) => ({
      prefix: `${prefix}/${dtype}`,
      segments: layout.segments(dtype),
      tensor: this.#handle(dtype),
    }));
  }

  #handle(dtype: Column["dtype"]): tf.Tensor {
    const alive = this.#handles[dtype].filter(({ isDisposed }) => !isDisposed);
    const [other] = alive;
    const handle = tf.keep(other ? other.reshape(other.shape) : tf.tensor1d(this[dtype], dtype));
    this.#handles[dtype] = [...alive, handle];
    return handle;
  }
}
