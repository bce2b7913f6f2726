// Permutes the axes of a tensor.

#include <algorithm>
#include <vector>

#include "thread_pool.h"
#include "functions.h"
#include "lanes.h"

namespace tolaria {

namespace {

/** An axis, with its strides before and after. */
struct Axis {
  size_t extent;
  size_t from;
  size_t to;
};

/** Minimum numbers per thread. */
constexpr size_t kAtOnce = size_t{1} << 14;

/**
 * Rows and columns that are transposed together: what is read is still in the cache for its
 * neighbors.
 */
constexpr size_t kTile = 16;

/** The axes in their new order; axes that stay neighbors are merged. */
std::vector<Axis> AxesOf(const std::vector<int64_t>& shape, const int32_t* order) {
  std::vector<size_t> distances(shape.size(), 1);
  for (size_t axis = shape.size(); axis-- > 1;) {
    distances[axis - 1] = distances[axis] * shape[axis];
  }
  std::vector<Axis> axes;
  for (size_t at = 0; at < shape.size(); at++) {
    const Axis next = {size_t(shape[order[at]]), distances[order[at]], 1};
    if (next.extent == 1) continue;
    if (!axes.empty() && axes.back().from == next.extent * next.from) {
      axes.back() = {axes.back().extent * next.extent, next.from, 1};
    } else {
      axes.push_back(next);
    }
  }
  if (axes.empty()) axes.push_back({1, 1, 1});
  for (size_t at = axes.size(); at-- > 1;) axes[at - 1].to = axes[at].to * axes[at].extent;
  return axes;
}

/** Copies runs of contiguous numbers. */
TARGET_CLONES void CopyRuns(const Axis& rows, size_t run, const float* from, float* to) {
  const size_t whole = run - run % kLanes;
  for (size_t row = 0; row < rows.extent; row++, from += rows.from, to += rows.to) {
    size_t at = 0;
    for (; at < whole; at += kLanes) {
      At(to + at) = At(from + at);
    }
    for (; at < run; at++) to[at] = from[at];
  }
}

/** Transposes: numbers contiguous along `rows` become contiguous along `columns`. */
void TransposeTile(const Axis& rows, const Axis& columns, const float* from, float* to) {
  for (size_t first = 0; first < rows.extent; first += kTile) {
    const size_t last = std::min(rows.extent, first + kTile);
    for (size_t column = 0; column < columns.extent; column += kTile) {
      const size_t end = std::min(columns.extent, column + kTile);
      for (size_t row = first; row < last; row++) {
        for (size_t at = column; at < end; at++) {
          to[row * rows.to + at] = from[row + at * columns.from];
        }
      }
    }
  }
}

}  // namespace

int32_t TransposeTensor(const Call& call) {
  const Tensor x = call.FloatsAt(0);
  const std::vector<int64_t> shape = ShapeOf(x);
  const auto [order, rank] = call.Ints(1);
  if (rank != shape.size()) Fail("another number of axes");
  std::vector<int64_t> turned;
  std::vector<bool> seen(rank);
  for (size_t at = 0; at < rank; at++) {
    const size_t axis = order[at];
    if (axis >= rank || seen[axis]) Fail("no order of the axes");
    seen[axis] = true;
    turned.push_back(shape[axis]);
  }
  const Tensor y = Allocate(TF_FLOAT, turned);
  std::vector<Axis> outer = AxesOf(shape, order);
  const Axis columns = outer.back();
  outer.pop_back();
  // The other axis is the one before the last, or the one whose numbers were contiguous.
  auto inner = outer.end();
  if (columns.from == 1 && !outer.empty()) inner--;
  if (columns.from != 1) {
    inner = std::find_if(outer.begin(), outer.end(), [](const Axis& axis) { return axis.from == 1; });
  }
  Axis rows = {1, 1, 0};
  if (inner != outer.end()) {
    rows = *inner;
    outer.erase(inner);
  }
  const size_t size = rows.extent * columns.extent;
  const size_t count = size == 0 ? 0 : CountOf(y) / size;
  const size_t each = std::max(size_t{1}, kAtOnce / std::max(size_t{1}, size));
  ParallelFor((count + each - 1) / each, [&](size_t part) {
    const size_t end = std::min(count, (part + 1) * each);
    for (size_t place = part * each; place < end; place++) {
      const float* from = DataOf(x);
      float* to = DataOf(y);
      size_t rest = place;
      for (size_t axis = outer.size(); axis-- > 0;) {
        const size_t index = rest % outer[axis].extent;
        rest /= outer[axis].extent;
        from += index * outer[axis].from;
        to += index * outer[axis].to;
      }
      if (columns.from == 1) {
        CopyRuns(rows, columns.extent, from, to);
      } else {
        TransposeTile(rows, columns, from, to);
      }
    }
  });
  return call.Add(y);
}

}  // namespace tolaria
