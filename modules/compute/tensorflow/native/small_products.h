// Single-threaded products of matrices that fit into the nearest caches.
#pragma once

#include <algorithm>
#include <vector>

#include "pack.h"
#include "tiles.h"

namespace tolaria {

/** A matrix whose row i has numbers up to column i + lead only, so that the rest is not computed. */
struct Band {
  enum Of { kNone, kResult, kLeft, kLeftTransposed } of = kNone;
  size_t lead = 0;
};

/** Single-threaded products of small matrices. */
class SmallProducts {
 public:
  explicit SmallProducts(const Tiles& tiles) : tiles_(tiles) {}

  /**
   * C = A B, with a row stride of `row`. With `room` for whole tiles, padding after its rows is
   * overwritten. If the result is a band, what lies outside it is undefined.
   */
  void Multiply(const Extents& extents, const Matrix& a, const Matrix& b, float* c, size_t row,
                bool room = false, const Band& band = {}) {
    const auto [m, n, k] = extents;
    if (panel_.size() < tiles_.columns * k) panel_.resize(tiles_.columns * k);
    for (size_t first = 0; first < n; first += tiles_.columns) {
      const size_t width = std::min(tiles_.columns, n - first);
      const size_t padded = PaddedTo(tiles_, width);
      const Matrix columns = {b.data + ptrdiff_t(first) * b.column, b.row, b.column};
      PackRight(columns, k, width, padded, panel_.data());
      for (size_t top = 0; top < m; top += tiles_.rows) {
        const size_t rows = std::min(tiles_.rows, m - top);
        const size_t last = top + rows + band.lead;
        if (band.of == Band::kResult && first >= last) continue;
        const size_t start = band.of == Band::kLeftTransposed && top > band.lead
                                 ? std::min(k, top - band.lead) : 0;
        const size_t end = band.of == Band::kLeft ? std::min(k, last) : k;
        const float* const numbers = a.data + ptrdiff_t(top) * a.row + ptrdiff_t(start) * a.column;
        ComputeTile(tiles_, rows, room ? padded : width, padded,
                    {{numbers, a.row, a.column}, panel_.data() + start * padded, end - start,
                     c + top * row + first, ptrdiff_t(row), false, {}});
      }
    }
  }

 private:
  const Tiles& tiles_;
  std::vector<float> panel_;
};

}  // namespace tolaria
