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
const Tiles* GetTiles();

/** The largest that any processor has. */
constexpr size_t kMostRows = 8;
constexpr size_t kMostColumns = 32;

/** Longest sum at once: then a panel takes 128 KiB at most, which the second cache keeps. */
constexpr size_t kDepth = 1024;

/** Numbers that are multiplied below which a second thread costs more than it does. */
constexpr size_t kWorthSharing = size_t{1} << 18;

/** Columns of a panel of `width`: as many as a tile has, or half. */
inline size_t PaddedTo(const Tiles& tiles, size_t width) {
  return 2 * width <= tiles.columns ? tiles.columns / 2 : tiles.columns;
}

/** Computes a tile of `rows` rows, of which C has `width` columns and the panel `padded`. */
void ComputeTile(const Tiles& tiles, size_t rows, size_t width, size_t padded, const TileOf& tile);

}  // namespace tolaria
