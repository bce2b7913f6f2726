// Products of tensors, and dense layers.

#include <algorithm>

#include "thread_pool.h"
#include "functions.h"
#include "lanes.h"
#include "products.h"

namespace tolaria {

namespace {

/** Layout of the matrices of a tensor, its last two axes. */
struct Matrices {
  Matrix first;
  size_t rows;
  size_t columns;
  /** Stride from one matrix to the next. */
  size_t size;

  Matrices(const Tensor& tensor, const std::vector<int64_t>& shape, bool transposed) {
    rows = shape[shape.size() - 2];
    columns = shape.back();
    size = rows * columns;
    first = {DataOf(tensor), ptrdiff_t(columns), 1};
    if (!transposed) return;
    std::swap(rows, columns);
    std::swap(first.row, first.column);
  }

  Matrix At(size_t place) const {
    return {first.data + place * size, first.row, first.column};
  }
};

/** Below this size, a second thread does not pay. */
constexpr size_t kWorthSharing = size_t{1} << 14;

/** Columns that are summed together. */
constexpr size_t kColumnsAtOnce = 4 * kLanes;

/** Rows that are summed in single precision. */
constexpr size_t kRowsAtOnce = 256;

/** Column sums: blocks of rows in single precision, the blocks in double precision. */
struct ColumnSums {
  float some[kColumnsAtOnce] = {};
  double all[kColumnsAtOnce] = {};

  /** Call after each row. */
  INLINE void Next(size_t row) {
    if ((row + 1) % kRowsAtOnce == 0) Flush();
  }
  INLINE void Flush() {
    for (size_t column = 0; column < kColumnsAtOnce; column++) {
      all[column] += some[column];
      some[column] = 0;
    }
  }
};

/** Gradient of a layer's output, [rows, width], and what is computed from it. */
struct OutputGradient {
  size_t rows;
  size_t width;
  const float* dy;
  /** Output of a ReLU, and the gradient before it; null without one. */
  const float* y;
  float* dz;
  /** [width]: sums over the rows. */
  float* sums;
};

/** Handles columns `first` to `end`. */
TARGET_CLONES void ReluGradient(const OutputGradient& gradient, size_t first, size_t end) {
  const auto [rows, width, dy, y, dz, sums] = gradient;
  ColumnSums columns;
  const size_t count = end - first;
  for (size_t row = 0; row < rows; row++) {
    const size_t at = row * width + first;
    for (size_t column = 0; column < count; column++) {
      const float number = y[at + column] > 0 ? dy[at + column] : 0;
      dz[at + column] = number;
      columns.some[column] += number;
    }
    columns.Next(row);
  }
  columns.Flush();
  std::copy_n(columns.all, count, sums + first);
}

TARGET_CLONES void Sums(const OutputGradient& gradient, size_t first, size_t end) {
  ColumnSums columns;
  const size_t count = end - first;
  for (size_t row = 0; row < gradient.rows; row++) {
    const float* from = gradient.dy + row * gradient.width + first;
    for (size_t column = 0; column < count; column++) columns.some[column] += from[column];
    columns.Next(row);
  }
  columns.Flush();
  std::copy_n(columns.all, count, gradient.sums + first);
}

}  // namespace

int32_t MatMul(const Call& call) {
  const Tensor a = call.FloatsAt(0);
  const Tensor b = call.FloatsAt(1);
  std::vector<int64_t> shape = ShapeOf(a);
  const std::vector<int64_t> right = ShapeOf(b);
  const size_t rank = shape.size();
  if (rank < 2 || right.size() != rank ||
      !std::equal(shape.begin(), shape.end() - 2, right.begin())) {
    Fail("other batches on the left than on the right");
  }
  const Matrices lefts(a, shape, call.Flag(2));
  const Matrices rights(b, right, call.Flag(3));
  if (lefts.columns != rights.rows) Fail("extents that do not meet");
  shape[rank - 2] = lefts.rows;
  shape[rank - 1] = rights.columns;
  const Tensor product = Allocate(TF_FLOAT, shape);
  const Extents extents = {lefts.rows, rights.columns, lefts.columns};
  const size_t size = extents.m * extents.n;
  const size_t count = size == 0 ? 0 : CountOf(product) / size;
  float* const to = DataOf(product);
  ParallelFor(count, [&](size_t place) {
    Multiply(extents, lefts.At(place), rights.At(place), to + place * size);
  });
  return call.Add(product);
}

int32_t Dense(const Call& call) {
  const Tensor x = call.FloatsAt(0);
  const Tensor kernel = call.FloatsAt(1);
  const Tensor bias = call.FloatsOrNullAt(2);
  std::vector<int64_t> shape = ShapeOf(x);
  const std::vector<int64_t> weights = ShapeOf(kernel);
  if (shape.empty() || weights.size() != 2 || shape.back() != weights[0]) {
    Fail("extents that do not meet");
  }
  const size_t width = weights[1];
  if (bias != nullptr && CountOf(bias) != width) Fail("another number of biases than of units");
  const size_t depth = shape.back();
  shape.back() = width;
  const Tensor y = Allocate(TF_FLOAT, shape);
  const size_t rows = width == 0 ? 0 : CountOf(y) / width;
  Multiply({rows, width, depth}, {DataOf(x), ptrdiff_t(depth), 1},
           {DataOf(kernel), ptrdiff_t(width), 1}, DataOf(y),
           {DataOrNull(bias), call.Flag(3)});
  return call.Add(y);
}

int32_t DenseGradient(const Call& call) {
  const Tensor dy = call.FloatsAt(0);
  const Tensor y = call.FloatsOrNullAt(1);
  const std::vector<int64_t> shape = ShapeOf(dy);
  if (shape.empty() || (y != nullptr && ShapeOf(y) != shape)) Fail("extents that do not meet");
  const Tensor sums = Allocate(TF_FLOAT, {shape.back()});
  const Tensor dz = y == nullptr ? nullptr : Allocate(TF_FLOAT, shape);
  const size_t width = shape.back();
  OutputGradient gradient = {width == 0 ? 0 : CountOf(dy) / width, width, DataOf(dy), nullptr,
                             nullptr, DataOf(sums)};
  if (y != nullptr) {
    gradient.y = DataOf(y);
    gradient.dz = DataOf(dz);
  }
  const auto columns = [&](size_t part) {
    const size_t first = part * kColumnsAtOnce;
    const size_t end = std::min(width, first + kColumnsAtOnce);
    (y == nullptr ? Sums : ReluGradient)(gradient, first, end);
  };
  const size_t parts = (width + kColumnsAtOnce - 1) / kColumnsAtOnce;
  ParallelFor(parts, columns, CountOf(dy) >= kWorthSharing);
  return dz == nullptr ? call.Add(sums) : call.Add(sums, dz);
}

}  // namespace tolaria
