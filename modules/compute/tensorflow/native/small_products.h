// Single-threaded products of matrices that fit into the nearest caches.
#pragma once

#include <algorithm>
#include <vector>

#include "pack.h"
#include "tiles.h"

namespace tolaria {

/** Single-threaded products of small matrices. */
class SmallProducts {
 public:
  explicit SmallProducts(const Tiles& tiles) : tiles_(tiles) {}

  /**
   * C = A B, with a row stride of `row`. With `room` for whole tiles, padding after its rows is
   * overwritten.
   */
  void Multiply(const Extents& extents, const Matrix& a, const Matrix& b, float* c, size_t row,
                bool room = false) {
    const auto [m, n, k] = extents;
    if (panel_.size() < tiles_.columns * k) panel_.resize(tiles_.columns * k);
    for (size_t first = 0; first < n; first += tiles_.columns) {
      const size_t width = std::min(tiles_.columns, n - first);
      const size_t padded = PaddedTo(tiles_, width);
      const Matrix columns = {b.data + ptrdiff_t(first) * b.column, b.row, b.column};
      PackRight(columns, k, width, padded, panel_.data());
      for (size_t top = 0; top < m; top += tiles_.rows) {
        const size_t rows = std::min(tiles_.rows, m - top);
        const Matrix left = {a.data + ptrdiff_t(top) * a.row, a.row, a.column};
        float* const to = c + top * row + first;
        ComputeTile(tiles_, rows, room ? padded : width, padded,
                    {left, panel_.data(), k, to, ptrdiff_t(row), false, {}});
      }
    }
  }

 private:
  const Tiles& tiles_;
  std::vector<float> panel_;
};

}  // namespace tolaria
