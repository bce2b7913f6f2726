import type { KernelModule } from "./emscripten.ts";

/** A heap block that several tensors share. */
interface Block {
  /** Tensors that are not yet freed. */
  owners: number;
  /** Addresses of the tensors that do not start at the block. */
  readonly places: number[];
}

/**
 * Lets several tensors share a heap block, which is freed with the last of them. The package frees
 * the address of a tensor.
 */
export class SharedBlocks {
  readonly #blocks = new Map<number, Block>();
  /** Maps an address inside a block to the block. */
  readonly #blockOf = new Map<number, number>();

  /** Wraps the `free` of `module`. */
  constructor(module: KernelModule) {
    const free = module._free;
    module._free = (place) => {
      const at = this.#blockOf.get(place) ?? place;
      if (this.#letGo(at)) free(at);
    };
  }

  /**
   * Adds an owner to a block.
   *
   * @param whole Address of a tensor in the block.
   * @param place Address of the new tensor, which is not empty.
   */
  add(whole: number, place: number): void {
    const at = this.#blockOf.get(whole) ?? whole;
    const block = this.#blocks.get(at) ?? { owners: 1, places: [] };
    this.#blocks.set(at, block);
    block.owners += 1;
    if (place === at) return;
    this.#blockOf.set(place, at);
    block.places.push(place);
  }

  /** Removes an owner of a block. Returns whether it was the last one. */
  #letGo(at: number): boolean {
    const block = this.#blocks.get(at);
    if (!block) return true;
    block.owners -= 1;
    if (block.owners > 0) return false;
    this.#blocks.delete(at);
    for (const place of block.places) this.#blockOf.delete(place);
    return true;
  }
}
