// Tiles of a product, which are computed in registers; each kind of processor has its own.
#pragma once

#include <cstddef>

#include "products.h"

namespace tolaria {

/** A tile of C and its inputs. */
struct TileOf {
  /** Rows of A, with their strides. */
  Matrix left;
  /** Columns of B, packed row by row. */
  const float* right;
  /** Depth of its sums. */
  size_t depth;
  /** Its first number and row stride. */
  float* to;
  ptrdiff_t row;
  /** Whether to add to C. */
  bool more;
  /** The bias, if any, of its own columns. */
  Finish finish;
};

/** The tiles of a kind of processor. */
struct Tiles {
  /** Maximum rows. */
  size_t rows;
  /** Columns; a narrow tile has half of them. */
  size_t columns;
  /** Computes a tile with 1 to `rows` rows. */
  void (*compute)(size_t rows, bool narrow, const TileOf& tile);
};

/** The tiles of this processor; null if it has none. */
const Tiles* GetTiles();

/** Largest tile of any processor. */
constexpr size_t kMostRows = 8;
constexpr size_t kMostColumns = 32;

/** Maximum depth at a time: a panel takes at most 128 KiB, which stays in the L2 cache. */
constexpr size_t kDepth = 1024;

/** Multiply-adds below which a second thread does not pay. */
constexpr size_t kWorthSharing = size_t{1} << 18;

/** Columns of a panel for `width` columns: those of a tile, or half of them. */
inline size_t PaddedTo(const Tiles& tiles, size_t width) {
  return 2 * width <= tiles.columns ? tiles.columns / 2 : tiles.columns;
}

/** Computes a tile of `rows` rows; C has `width` columns, the panel `padded`. */
void ComputeTile(const Tiles& tiles, size_t rows, size_t width, size_t padded, const TileOf& tile);

}  // namespace tolaria
