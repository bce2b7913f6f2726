// Inner products of the rows of a matrix, in double precision.

#include <algorithm>
#include <cmath>
#include <vector>

#include "functions.h"
#include "lanes.h"
#include "thread_pool.h"

namespace tolaria {

namespace {

/** Numbers of a row per part: those of eight rows stay in the cache. */
constexpr size_t kChunk = 4096;

TARGET_CLONES double Dot(const float* x, const float* y, size_t count) {
  double sums[kLanes] = {};
  size_t at = 0;
  for (; at + kLanes <= count; at += kLanes) {
    for (size_t lane = 0; lane < kLanes; lane++) {
      sums[lane] += double(x[at + lane]) * double(y[at + lane]);
    }
  }
  for (; at < count; at++) sums[0] += double(x[at]) * double(y[at]);
  double sum = 0;
  for (const double part : sums) sum += part;
  return sum;
}

}  // namespace

int32_t Gram(const Call& call) {
  const Tensor x = call.FloatsAt(0);
  const std::vector<int64_t> shape = ShapeOf(x);
  if (shape.size() != 2) Fail("no matrix");
  const size_t rows = shape[0];
  const size_t width = shape[1];
  const size_t parts = (width + kChunk - 1) / kChunk;
  std::vector<double> products(parts * rows * rows);
  ParallelFor(parts, [&](size_t part) {
    const size_t first = part * kChunk;
    const size_t count = std::min(kChunk, width - first);
    double* to = products.data() + part * rows * rows;
    for (size_t a = 0; a < rows; a++) {
      for (size_t b = 0; b <= a; b++) {
        to[a * rows + b] = Dot(DataOf(x) + a * width + first, DataOf(x) + b * width + first, count);
      }
    }
  });
  const Tensor gram = Allocate(TF_FLOAT, {2, shape[0], shape[0]});
  float* const high = DataOf(gram);
  float* const low = high + rows * rows;
  for (size_t a = 0; a < rows; a++) {
    for (size_t b = 0; b <= a; b++) {
      double sum = 0;
      for (size_t part = 0; part < parts; part++) {
        sum += products[(part * rows + a) * rows + b];
      }
      const float rounded = static_cast<float>(sum);
      const float rest = std::isfinite(rounded) ? static_cast<float>(sum - rounded) : 0;
      high[a * rows + b] = high[b * rows + a] = rounded;
      low[a * rows + b] = low[b * rows + a] = rest;
    }
  }
  return call.Add(gram);
}

}  // namespace tolaria
