// Sums along an axis, in double precision. TensorFlow's own lose digits along every axis but the
// last.

#include <algorithm>
#include <vector>

#include "functions.h"
#include "lanes.h"
#include "thread_pool.h"

namespace tolaria {

namespace {

/** Numbers per part, and columns that are summed together. */
constexpr size_t kChunk = size_t{1} << 16;
constexpr size_t kColumns = 4096;

TARGET_CLONES double SumOf(const float* x, size_t count) {
  double sums[kLanes] = {};
  size_t at = 0;
  for (; at + kLanes <= count; at += kLanes) {
    for (size_t lane = 0; lane < kLanes; lane++) sums[lane] += x[at + lane];
  }
  for (; at < count; at++) sums[0] += x[at];
  double sum = 0;
  for (const double part : sums) sum += part;
  return sum;
}

/** Adds rows of `width` numbers, `stride` apart, to `sums`. */
TARGET_CLONES void AddRows(const float* x, size_t rows, size_t width, size_t stride, double* sums) {
  for (size_t row = 0; row < rows; row++, x += stride) {
    for (size_t column = 0; column < width; column++) sums[column] += x[column];
  }
}

/** Division of [outer, length, inner] into parts, which depends on the extents alone. */
struct Cut {
  size_t outer, length, inner;
  size_t blocks = (inner + kColumns - 1) / kColumns;
  size_t rows = std::max<size_t>(1, kChunk / std::max<size_t>(1, std::min(inner, kColumns)));
  size_t parts = std::max<size_t>(1, (length + rows - 1) / rows);
};

}  // namespace

int32_t Sum(const Call& call) {
  const Tensor x = call.FloatsAt(0);
  const auto [extents, rank] = call.Ints(1);
  if (rank != 3) Fail("no three extents");
  const Cut cut = {size_t(extents[0]), size_t(extents[1]), size_t(extents[2])};
  if (CountOf(x) != cut.outer * cut.length * cut.inner) Fail("another number of numbers");
  const double divisor = call.Real(2);
  const Tensor out = Allocate(TF_FLOAT, call.Shape(3));
  if (CountOf(out) != cut.outer * cut.inner) Fail("another number of sums");
  std::vector<double> sums(cut.outer * cut.parts * cut.inner);
  const auto add = [&](size_t index) {
    const size_t block = index % cut.blocks;
    const size_t part = index / cut.blocks % cut.parts;
    const size_t outer = index / cut.blocks / cut.parts;
    const size_t column = block * kColumns;
    const size_t width = std::min(kColumns, cut.inner - column);
    const size_t first = part * cut.rows;
    const size_t rows = std::min(cut.rows, cut.length - first);
    const float* const from = DataOf(x) + (outer * cut.length + first) * cut.inner + column;
    double* const to = sums.data() + (outer * cut.parts + part) * cut.inner + column;
    if (cut.inner == 1) {
      *to = SumOf(from, rows);
    } else {
      AddRows(from, rows, width, cut.inner, to);
    }
  };
  ParallelFor(cut.outer * cut.parts * cut.blocks, add, CountOf(x) >= kChunk / 4);
  float* const to = DataOf(out);
  for (size_t outer = 0; outer < cut.outer; outer++) {
    for (size_t column = 0; column < cut.inner; column++) {
      double sum = 0;
      for (size_t part = 0; part < cut.parts; part++) {
        sum += sums[(outer * cut.parts + part) * cut.inner + column];
      }
      to[outer * cut.inner + column] = static_cast<float>(sum / divisor);
    }
  }
  return call.Add(out);
}

}  // namespace tolaria
