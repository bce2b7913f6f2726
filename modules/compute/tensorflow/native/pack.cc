#include "pack.h"

#if defined(__x86_64__)
#include <xmmintrin.h>
#endif

#include <algorithm>
#include <cstring>

namespace tolaria {

namespace {

/** Rows to prefetch for a panel, as its rows are far apart. */
constexpr size_t kAhead = 8;

/** Numbers per cache line. */
constexpr size_t kLine = 16;

void PackRows(const Matrix& b, size_t depth, size_t width, size_t padded, float* to) {
  if (width == 32) return CopyRows<32>(b, depth, to);
  if (width == 16 && padded == 16) return CopyRows<16>(b, depth, to);
  for (size_t k = 0; k < depth; k++, to += padded) {
    const float* const from = b.data + ptrdiff_t(k) * b.row;
    std::fill(std::copy_n(from, width, to), to + padded, 0.0f);
  }
}

/** Transposes four rows of four numbers. */
inline void TurnFour(const float* from, ptrdiff_t row, float* to, size_t to_row) {
#if defined(__x86_64__)
  __m128 one = _mm_loadu_ps(from);
  __m128 two = _mm_loadu_ps(from + row);
  __m128 three = _mm_loadu_ps(from + 2 * row);
  __m128 four = _mm_loadu_ps(from + 3 * row);
  _MM_TRANSPOSE4_PS(one, two, three, four);
  _mm_storeu_ps(to, one);
  _mm_storeu_ps(to + to_row, two);
  _mm_storeu_ps(to + 2 * to_row, three);
  _mm_storeu_ps(to + 3 * to_row, four);
#else
  for (size_t i = 0; i < 4; i++) {
    for (size_t j = 0; j < 4; j++) to[j * to_row + i] = from[ptrdiff_t(i) * row + ptrdiff_t(j)];
  }
#endif
}

/** One cache line of each column at a time: columns a power of two apart evict each other. */
void PackColumns(const Matrix& b, size_t depth, size_t width, size_t padded, float* to) {
  for (size_t from = 0; from < depth; from += kLine, to += kLine * padded) {
    const size_t count = std::min(kLine, depth - from);
    const float* const lines = b.data + from;
    const size_t fours = width - width % 4;
    const size_t deep = count - count % 4;
    for (size_t j = 0; j < fours; j += 4) {
      const float* const line = lines + ptrdiff_t(j) * b.column;
      for (size_t k = 0; k < deep; k += 4) TurnFour(line + k, b.column, to + k * padded + j, padded);
    }
    for (size_t j = 0; j < padded; j++) {
      const float* const line = lines + ptrdiff_t(j) * b.column;
      for (size_t k = j < fours ? deep : 0; k < count; k++) to[k * padded + j] = j < width ? line[k] : 0;
    }
  }
}

}  // namespace

template <size_t columns>
void CopyRows(const Matrix& rows, size_t depth, float* to) {
  for (size_t k = 0; k < depth; k++, to += columns) {
    const float* const from = rows.data + ptrdiff_t(k) * rows.row;
    for (size_t ahead = 0; ahead < columns; ahead += kLine) {
      __builtin_prefetch(from + ptrdiff_t(kAhead) * rows.row + ahead);
    }
    std::memcpy(to, from, columns * sizeof(float));
  }
}
template void CopyRows<6>(const Matrix&, size_t, float*);
template void CopyRows<8>(const Matrix&, size_t, float*);

void PackRight(const Matrix& b, size_t depth, size_t width, size_t padded, float* to) {
  (b.column == 1 ? PackRows : PackColumns)(b, depth, width, padded, to);
}

}  // namespace tolaria
