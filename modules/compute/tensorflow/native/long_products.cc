#include "long_products.h"

#include <memory>

#include "crew.h"
#include "small_products.h"

namespace tolaria {

namespace {

/** Length of a part: what it takes of both factors stays in the second cache. */
constexpr size_t kPart = 256;

/** Fewest parts that are worth it, and most numbers of C, which each part has a copy of. */
constexpr size_t kLeastParts = 4;
constexpr size_t kMostNumbers = size_t{1} << 15;

size_t PartsOf(const Extents& extents) { return (extents.k + kPart - 1) / kPart; }

}  // namespace

bool HasLongSums(const Extents& extents) {
  return PartsOf(extents) >= kLeastParts && extents.m * extents.n <= kMostNumbers &&
         extents.m >= kMostRows && extents.n >= kMostColumns / 2;
}

void MultiplyLong(const Extents& extents, const Matrix& a, const Matrix& b, float* c,
                  const Finish& finish) {
  const auto [m, n, k] = extents;
  const size_t parts = PartsOf(extents);
  const std::unique_ptr<float[]> sums(new float[parts * m * n]);
  ForEachPart(parts, [&](size_t part) {
    static thread_local SmallProducts products(*ProcessorsTiles());
    const size_t from = part * kPart;
    const Extents own = {m, n, std::min(kPart, k - from)};
    products.Multiply(own, {a.data + ptrdiff_t(from) * a.column, a.row, a.column},
                      {b.data + ptrdiff_t(from) * b.row, b.row, b.column},
                      sums.get() + part * m * n, n);
  });
  for (size_t row = 0; row < m; row++) {
    float* const to = c + row * n;
    for (size_t at = 0; at < n; at++) to[at] = finish.bias == nullptr ? 0 : finish.bias[at];
    for (size_t part = 0; part < parts; part++) {
      const float* const from = sums.get() + (part * m + row) * n;
      for (size_t at = 0; at < n; at++) to[at] += from[at];
    }
    if (!finish.relu) continue;
    // What is no number stays none.
    for (size_t at = 0; at < n; at++) to[at] = to[at] < 0 ? 0 : to[at];
  }
}

}  // namespace tolaria
