import type { KernelModule } from "./emscripten.ts";

/** A block of the heap that several tensors lie in. */
interface Block {
  /** Tensors that have not gone yet. */
  owners: number;
  /** Where those begin that do not begin with the block. */
  readonly places: number[];
}

/**
 * Lets several tensors lie in one block of the heap, which is given back with the last of them: the package gives back where a
 * tensor begins.
 */
export class SharedBlocks {
  readonly #blocks = new Map<number, Block>();
  /** The block that a place is in. */
  readonly #blockOf = new Map<number, number>();

  /** Stands between `module`'s heap and whoever gives back. */
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
   * @param whole Where a tensor begins.
   * @param place Where one begins that lies within it, and has a number at least.
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

  /** Takes an owner of a block away. Returns whether there is none left. */
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
