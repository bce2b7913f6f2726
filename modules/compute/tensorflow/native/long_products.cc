#include "long_products.h"

#include <algorithm>
#include <memory>
#include <vector>

#include "thread_pool.h"
#include "small_products.h"

namespace tolaria {

namespace {

/** Depth of a part: its share of both factors stays in the L2 cache. */
constexpr size_t kPart = 256;

/** Minimum number of parts, and maximum size of C, of which each part has a copy. */
constexpr size_t kLeastParts = 4;
constexpr size_t kMostNumbers = size_t{1} << 15;

/** From this depth on, sums are always split, for their digits, if the parts fit into 64 MiB. */
constexpr size_t kVeryLong = size_t{1} << 14;
constexpr size_t kMostCopies = size_t{1} << 24;

size_t PartsOf(const Extents& extents) { return (extents.k + kPart - 1) / kPart; }

}  // namespace

bool HasLongSums(const Extents& extents) {
  const size_t copies = PartsOf(extents) * extents.m * extents.n;
  // One running sum would lose digits.
  if (extents.k >= kVeryLong && copies > 0 && copies <= kMostCopies) return true;
  return PartsOf(extents) >= kLeastParts && extents.m * extents.n <= kMostNumbers &&
         extents.m >= kMostRows && extents.n >= kMostColumns / 2;
}

void MultiplyLong(const Extents& extents, const Matrix& a, const Matrix& b, float* c,
                  const Finish& finish) {
  const auto [m, n, k] = extents;
  const size_t parts = PartsOf(extents);
  const std::unique_ptr<float[]> sums(new float[parts * m * n]);
  ParallelFor(parts, [&](size_t part) {
    static thread_local SmallProducts products(*GetTiles());
    const size_t from = part * kPart;
    const Extents own = {m, n, std::min(kPart, k - from)};
    products.Multiply(own, {a.data + ptrdiff_t(from) * a.column, a.row, a.column},
                      {b.data + ptrdiff_t(from) * b.row, b.row, b.column},
                      sums.get() + part * m * n, n);
  });
  std::vector<double> totals(n);
  for (size_t row = 0; row < m; row++) {
    float* const to = c + row * n;
    for (size_t at = 0; at < n; at++) totals[at] = finish.bias == nullptr ? 0 : finish.bias[at];
    for (size_t part = 0; part < parts; part++) {
      const float* const from = sums.get() + (part * m + row) * n;
      for (size_t at = 0; at < n; at++) totals[at] += from[at];
    }
    std::copy_n(totals.data(), n, to);
    if (!finish.relu) continue;
    // NaN stays NaN.
    for (size_t at = 0; at < n; at++) to[at] = to[at] < 0 ? 0 : to[at];
  }
}

}  // namespace tolaria
