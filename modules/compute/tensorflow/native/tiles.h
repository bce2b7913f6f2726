// Tiles of a product: what is computed at once, in registers. Each kind of processor has its own.
#pragma once

#include <cstddef>

#include "products.h"

namespace tolaria {

/** A tile of C, and what it is made of. */
struct TileOf {
  /** Rows of A that meet it, with their distances. */
  Matrix left;
  /** Columns of B that meet it, packed row by row. */
  const float* right;
  /** Length of its sums. */
  size_t depth;
  /** Its first number, and how far its rows lie from each other. */
  float* to;
  ptrdiff_t row;
  /** Whether it is added to what is there. */
  bool more;
  /** The bias, if any, is that of its own columns, all of them. */
  Finish finish;
};

/** The tiles of a kind of processor. */
struct Tiles {
  /** Most rows of one. */
  size_t rows;
  /** Columns of one; a narrow one has half of them. */
  size_t columns;
  /** Computes a tile with 1 to `rows` rows. */
  void (*compute)(size_t rows, bool narrow, const TileOf& tile);
};

/** Those of this processor; null where it has none. */
const Tiles* ProcessorsTiles();

/** The largest that any processor has. */
constexpr size_t kMostRows = 8;
constexpr size_t kMostColumns = 32;

}  // namespace tolaria
