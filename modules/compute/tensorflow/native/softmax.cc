// softmax over the last axis, and its gradient.

#include "softmax.h"

#include "thread_pool.h"
#include "functions.h"

namespace tolaria {

namespace {

TARGET_CLONES void SoftmaxOfRows(const Rows& rows, size_t part, const float* x, float* y) {
  for (size_t row = rows.First(part); row < rows.End(part); row++) {
    SoftmaxOfRow(x + row * rows.width, 1, y + row * rows.width, rows.width);
  }
}

TARGET_CLONES void GradientOfRows(const Rows& rows, size_t part, const float* dy,
                                       const float* y, float* dx) {
  for (size_t row = rows.First(part); row < rows.End(part); row++) {
    const size_t first = row * rows.width;
    SoftmaxGradientOfRow(dy + first, y + first, 1, dx + first, rows.width);
  }
}

}  // namespace

int32_t Softmax(const Call& call) {
  const Tensor x = call.FloatsAt(0);
  if (TF_NumDims(x.get()) == 0) Fail("no rows");
  const Rows rows(x);
  const Tensor y = Allocate(TF_FLOAT, ShapeOf(x));
  if (rows.width > 0) {
    ParallelFor(rows.parts, [&](size_t part) { SoftmaxOfRows(rows, part, DataOf(x), DataOf(y)); });
  }
  return call.Add(y);
}

int32_t SoftmaxGradient(const Call& call) {
  const Tensor dy = call.FloatsAt(0);
  const Tensor y = call.FloatsAt(1);
  const std::vector<int64_t> shape = ShapeOf(y);
  if (shape.empty() || ShapeOf(dy) != shape) Fail("extents that do not meet");
  const Rows rows(y);
  const Tensor dx = Allocate(TF_FLOAT, shape);
  if (rows.width > 0) {
    ParallelFor(rows.parts, [&](size_t part) {
      GradientOfRows(rows, part, DataOf(dy), DataOf(y), DataOf(dx));
    });
  }
  return call.Add(dx);
}

}  // namespace tolaria
