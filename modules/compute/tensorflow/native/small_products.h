// Products of matrices that the nearest caches keep, by one thread.
#pragma once

#if defined(__x86_64__)
#include <xmmintrin.h>
#endif

#include <algorithm>
#include <vector>

#include "tiles.h"

namespace tolaria {

/** to [depth, padded] of columns that each lie in a row, `width` of them and zeros behind. */
inline void PackTurned(const Matrix& b, size_t depth, size_t width, size_t padded, float* to) {
  size_t column = 0;
  size_t deep = 0;
#if defined(__x86_64__)
  deep = depth - depth % 4;
  for (; column + 4 <= width; column += 4) {
    const float* const from = b.data + ptrdiff_t(column) * b.column;
    for (size_t k = 0; k < deep; k += 4) {
      __m128 one = _mm_loadu_ps(from + k);
      __m128 two = _mm_loadu_ps(from + b.column + k);
      __m128 three = _mm_loadu_ps(from + 2 * b.column + k);
      __m128 four = _mm_loadu_ps(from + 3 * b.column + k);
      _MM_TRANSPOSE4_PS(one, two, three, four);
      float* const at = to + k * padded + column;
      _mm_storeu_ps(at, one);
      _mm_storeu_ps(at + padded, two);
      _mm_storeu_ps(at + 2 * padded, three);
      _mm_storeu_ps(at + 3 * padded, four);
    }
  }
#endif
  for (size_t j = 0; j < padded; j++) {
    const float* const from = b.data + ptrdiff_t(j) * b.column;
    for (size_t k = j < column ? deep : 0; k < depth; k++) to[k * padded + j] = j < width ? from[k] : 0;
  }
}

/** Products of small matrices, by one thread. */
class SmallProducts {
 public:
  explicit SmallProducts(const Tiles& tiles) : tiles_(tiles) {}

  /** C = A B; the rows of C are `row` apart. With room for whole tiles its rows are followed by what is of no account. */
  void Multiply(const Extents& extents, const Matrix& a, const Matrix& b, float* c, size_t row,
                bool room = false) {
    const auto [m, n, k] = extents;
    if (panel_.size() < tiles_.columns * k) panel_.resize(tiles_.columns * k);
    for (size_t first = 0; first < n; first += tiles_.columns) {
      const size_t width = std::min(tiles_.columns, n - first);
      const bool narrow = 2 * width <= tiles_.columns;
      const size_t padded = narrow ? tiles_.columns / 2 : tiles_.columns;
      Pack({b.data + ptrdiff_t(first) * b.column, b.row, b.column}, k, width, padded);
      for (size_t top = 0; top < m; top += tiles_.rows) {
        const size_t rows = std::min(tiles_.rows, m - top);
        const Matrix left = {a.data + ptrdiff_t(top) * a.row, a.row, a.column};
        float* const to = c + top * row + first;
        if (room || width == padded) {
          tiles_.compute(rows, narrow, {left, panel_.data(), k, to, ptrdiff_t(row), false, {}});
          continue;
        }
        float numbers[kMostRows * kMostColumns];
        tiles_.compute(rows, narrow, {left, panel_.data(), k, numbers, ptrdiff_t(padded), false, {}});
        for (size_t i = 0; i < rows; i++) std::copy_n(numbers + i * padded, width, to + i * row);
      }
    }
  }

 private:
  void Pack(const Matrix& b, size_t depth, size_t width, size_t padded) {
    float* to = panel_.data();
    if (b.column != 1) {
      PackTurned(b, depth, width, padded, to);
    } else {
      for (size_t k = 0; k < depth; k++, to += padded) {
        const float* const from = b.data + ptrdiff_t(k) * b.row;
        std::fill(std::copy_n(from, width, to), to + padded, 0.0f);
      }
    }
  }

  const Tiles& tiles_;
  std::vector<float> panel_;
};

}  // namespace tolaria
