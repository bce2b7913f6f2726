// softmax over the last axis, and its gradient.

#include "softmax.h"

#include "crew.h"
#include "functions.h"

namespace tolaria {

namespace {

/** Rows that are copied where their numbers are no whole vectors. */
struct Padded {
  size_t width;
  size_t whole;
  std::vector<float> copies;

  Padded(size_t width, size_t count, float filling)
      : width(width), whole((width + kLanes - 1) / kLanes * kLanes) {
    if (whole != width) copies.assign(count * whole, filling);
  }
  bool IsCopied() const { return whole != width; }
  const float* Of(const float* row, size_t place) {
    if (!IsCopied()) return row;
    return std::copy_n(row, width, Room(place)) - width;
  }
  float* Room(size_t place) { return copies.data() + place * whole; }
};

FOR_EACH_PROCESSOR void SoftmaxOfRows(const Rows& rows, size_t part, const float* x, float* y) {
  Padded padded(rows.width, 1, kNothing);
  for (size_t row = rows.First(part); row < rows.End(part); row++) {
    const float* const from = padded.Of(x + row * rows.width, 0);
    float* const to = y + row * rows.width;
    if (padded.IsCopied()) {
      SoftmaxOfRow(from, 1, padded.Room(0), padded.whole);
      std::copy_n(from, rows.width, to);
    } else {
      SoftmaxOfRow(from, 1, to, rows.width);
    }
    // What stands behind the numbers is 0 now.
    if (padded.IsCopied()) std::fill(padded.Room(0) + rows.width, padded.Room(1), kNothing);
  }
}

FOR_EACH_PROCESSOR void GradientOfRows(const Rows& rows, size_t part, const float* dy,
                                       const float* y, float* dx) {
  Padded padded(rows.width, 2, 0);
  for (size_t row = rows.First(part); row < rows.End(part); row++) {
    const size_t first = row * rows.width;
    const float* const above = padded.Of(dy + first, 0);
    const float* const shares = padded.Of(y + first, 1);
    if (padded.IsCopied()) {
      SoftmaxGradientOfRow(above, shares, 1, padded.Room(0), padded.whole);
      std::copy_n(above, rows.width, dx + first);
    } else {
      SoftmaxGradientOfRow(above, shares, 1, dx + first, rows.width);
    }
  }
}

}  // namespace

int32_t Softmax(const Call& call) {
  const Tensor x = call.FloatsAt(0);
  if (TF_NumDims(x.get()) == 0) Fail("no rows");
  const Rows rows(x);
  const Tensor y = Allocate(TF_FLOAT, ShapeOf(x));
  if (rows.width > 0) {
    ForEachPart(rows.parts, [&](size_t part) { SoftmaxOfRows(rows, part, DataOf(x), DataOf(y)); });
  }
  return call.Add(y.get());
}

int32_t SoftmaxGradient(const Call& call) {
  const Tensor dy = call.FloatsAt(0);
  const Tensor y = call.FloatsAt(1);
  const std::vector<int64_t> shape = ShapeOf(y);
  if (shape.empty() || ShapeOf(dy) != shape) Fail("extents that do not meet");
  const Rows rows(y);
  const Tensor dx = Allocate(TF_FLOAT, shape);
  if (rows.width > 0) {
    ForEachPart(rows.parts, [&](size_t part) {
      GradientOfRows(rows, part, DataOf(dy), DataOf(y), DataOf(dx));
    });
  }
  return call.Add(dx.get());
}

}  // namespace tolaria
