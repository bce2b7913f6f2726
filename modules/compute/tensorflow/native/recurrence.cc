// Recurrent layers, a sequence at a time: kernels/recurrence.ts. Examples are independent, so a few
// at a time go through all steps on one thread.

#include "recurrence.h"

#include "functions.h"
#include "thread_pool.h"

namespace tolaria {

namespace {

/** Where numbers are; null for what is missing. */
struct Forward {
  const float *x, *h0, *c0, *mask, *dropout;
  /** Filled up: [units, wide]. */
  const float* kernel;
  float *y, *gates, *cells;
};

template <Cell cell>
INLINE void FinishStep(const Layout& layout, float* z, const float* d, float* h, float* c) {
  const size_t padded = layout.Padded();
  for (size_t at = 0; at < padded; at += kLanes) {
    if constexpr (cell == Cell::kLstm) {
      float *input = z + at, *forget = input + padded, *fresh = forget + padded;
      float* output = fresh + padded;
      At(input) = Activate(layout.gate, At(input));
      At(forget) = Activate(layout.gate, At(forget));
      At(fresh) = Activate(layout.act, At(fresh));
      At(output) = Activate(layout.gate, At(output));
      At(c + at) = At(forget) * At(c + at) + At(input) * At(fresh);
      At(h + at) = At(output) * Activate(layout.act, At(c + at));
    } else if constexpr (cell == Cell::kGru) {
      const Lanes update = At(z + at);
      float* fresh = z + 2 * padded + at;
      At(fresh) = Activate(layout.act, At(fresh));
      At(h + at) = update * At(d + at) + (1 - update) * At(fresh);
    } else {
      At(h + at) = Activate(layout.act, At(z + at));
    }
  }
}

/** The gates of a GRU but the candidate's, in place, and the state after the reset. */
INLINE void Reset(const Layout& layout, float* z, const float* d, float* rd) {
  const size_t padded = layout.Padded();
  for (size_t at = 0; at < padded; at += kLanes) {
    At(z + at) = Activate(layout.gate, At(z + at));
    float* reset = z + padded + at;
    At(reset) = Activate(layout.gate, At(reset));
    At(rd + at) = At(reset) * At(d + at);
  }
}

template <Cell cell>
INLINE void TakeSteps(const Layout& layout, const Forward& all, size_t first) {
  const size_t rows = std::min(kTogether, layout.batch - first);
  const size_t padded = layout.Padded(), wide = layout.Wide(), units = layout.units;
  std::vector<float> scratch(kTogether * (wide + 4 * padded));
  float* z = scratch.data();
  float *d = z + kTogether * wide, *rd = d + kTogether * padded, *h = rd + kTogether * padded,
        *c = h + kTogether * padded;
  for (size_t row = 0; row < rows; row++) {
    const size_t from = (first + row) * units;
    if (all.h0 != nullptr) std::copy_n(all.h0 + from, units, h + row * padded);
    if (all.c0 != nullptr) std::copy_n(all.c0 + from, units, c + row * padded);
  }
  for (size_t step = 0; step < layout.steps; step++) {
    for (size_t row = 0; row < rows; row++) {
      const size_t place = (first + row) * layout.steps + step;
      Spread(layout, all.x + place * layout.gates * units, z + row * wide);
      const float* from = h + row * padded;
      float* to = d + row * padded;
      std::copy_n(from, units, to);
      if (all.dropout == nullptr) continue;
      for (size_t at = 0; at < units; at++) to[at] *= all.dropout[(first + row) * units + at];
    }
    AddProduct(d, padded, all.kernel, wide, z, wide, units,
               cell == Cell::kGru ? 2 * padded : wide);
    if constexpr (cell == Cell::kGru) {
      for (size_t row = 0; row < rows; row++) {
        Reset(layout, z + row * wide, d + row * padded, rd + row * padded);
      }
      const size_t candidate = 2 * padded;
      AddProduct(rd, padded, all.kernel + candidate, wide, z + candidate, wide, units, padded);
    }
    for (size_t row = 0; row < rows; row++) {
      const size_t place = (first + row) * layout.steps + step, state = row * padded;
      if (all.mask == nullptr || all.mask[place] != 0) {
        FinishStep<cell>(layout, z + row * wide, d + state, h + state, c + state);
      }
      std::copy_n(h + state, units, all.y + place * units);
      if (cell == Cell::kLstm) std::copy_n(c + state, units, all.cells + place * units);
      if (cell == Cell::kSimple) continue;
      Gather(layout, z + row * wide, all.gates + place * layout.gates * units);
    }
  }
}

TARGET_CLONES void TakeSimple(const Layout& layout, const Forward& all, size_t first) {
  TakeSteps<Cell::kSimple>(layout, all, first);
}

TARGET_CLONES void TakeGru(const Layout& layout, const Forward& all, size_t first) {
  TakeSteps<Cell::kGru>(layout, all, first);
}

TARGET_CLONES void TakeLstm(const Layout& layout, const Forward& all, size_t first) {
  TakeSteps<Cell::kLstm>(layout, all, first);
}

/** Where numbers are; null for what is missing. */
struct Backward {
  const float *dy, *dc, *y, *gates, *cells, *h0, *c0, *mask, *dropout;
  /** Transposed and filled up: [wide, padded]. */
  const float* kernel;
  float *dx, *before, *dh0, *more;
};

/** A row of one example in one step, filled up; names of gradients begin with d. */
struct StepBack {
  float *dh, *dc, *dd, *rd, *dz;
  const float *d, *y, *gates, *c, *cBefore;
};

template <Cell cell>
INLINE void GoBack(const Layout& layout, const StepBack& row) {
  const size_t padded = layout.Padded();
  for (size_t at = 0; at < padded; at += kLanes) {
    const Lanes above = At(row.dh + at);
    float* dz = row.dz + at;
    const float* gates = row.gates + at;
    if constexpr (cell == Cell::kLstm) {
      const Lanes input = At(gates), forget = At(gates + padded), fresh = At(gates + 2 * padded),
                  output = At(gates + 3 * padded);
      const Lanes shown = Activate(layout.act, At(row.c + at));
      const Lanes dState = At(row.dc + at) + above * output * Slope(layout.act, shown);
      At(dz) = dState * fresh * Slope(layout.gate, input);
      At(dz + padded) = dState * At(row.cBefore + at) * Slope(layout.gate, forget);
      At(dz + 2 * padded) = dState * input * Slope(layout.act, fresh);
      At(dz + 3 * padded) = above * shown * Slope(layout.gate, output);
      At(row.dc + at) = dState * forget;
    } else if constexpr (cell == Cell::kGru) {
      const Lanes update = At(gates), fresh = At(gates + 2 * padded), state = At(row.d + at);
      At(dz) = above * (state - fresh) * Slope(layout.gate, update);
      At(dz + 2 * padded) = above * (1 - update) * Slope(layout.act, fresh);
      At(row.dd + at) = above * update;
      At(row.rd + at) = At(gates + padded) * state;
    } else {
      At(dz) = above * Slope(layout.act, At(row.y + at));
    }
  }
}

/** The gradient of the reset gate, from that of the state after it. */
INLINE void ResetBack(const Layout& layout, const float* drd, const StepBack& row) {
  const size_t padded = layout.Padded();
  for (size_t at = 0; at < padded; at += kLanes) {
    const Lanes reset = At(row.gates + padded + at), below = At(drd + at);
    At(row.dz + padded + at) = below * At(row.d + at) * Slope(layout.gate, reset);
    At(row.dd + at) += below * reset;
  }
}

template <Cell cell>
INLINE void TakeStepsBack(const Layout& layout, const Backward& all, size_t first) {
  const size_t rows = std::min(kTogether, layout.batch - first);
  const size_t padded = layout.Padded(), wide = layout.Wide(), units = layout.units;
  const size_t narrow = kTogether * padded;
  std::vector<float> scratch(9 * narrow + 2 * kTogether * wide);
  float* dh = scratch.data();
  float *dc = dh + narrow, *dd = dc + narrow, *drd = dd + narrow, *d = drd + narrow,
        *rd = d + narrow, *y = rd + narrow, *c = y + narrow, *cBefore = c + narrow,
        *dz = cBefore + narrow, *gates = dz + kTogether * wide;
  if (all.dc != nullptr) {
    for (size_t row = 0; row < rows; row++) {
      std::copy_n(all.dc + (first + row) * units, units, dc + row * padded);
    }
  }
  const auto rowOf = [&](size_t row) {
    const size_t at = row * padded, broad = row * wide;
    return StepBack{dh + at, dc + at, dd + at, rd + at,    dz + broad,
                    d + at,  y + at,  gates + broad, c + at, cBefore + at};
  };
  for (size_t step = layout.steps; step-- > 0;) {
    std::fill_n(dd, 2 * narrow, 0.0f);
    std::fill_n(dz, kTogether * wide, 0.0f);
    for (size_t row = 0; row < rows; row++) {
      const size_t example = (first + row) * units, at = row * padded;
      const size_t place = (first + row) * layout.steps + step, from = place * units;
      // What there is before the first step, or zeros.
      const auto earlier = [&](const float* states, const float* start, float* to) {
        if (step > 0) std::copy_n(states + from - units, units, to);
        else if (start != nullptr) std::copy_n(start + example, units, to);
        else std::fill_n(to, units, 0.0f);
      };
      earlier(all.y, all.h0, d + at);
      for (size_t unit = 0; unit < units; unit++) {
        if (all.dropout != nullptr) d[at + unit] *= all.dropout[example + unit];
        dh[at + unit] += all.dy[from + unit];
      }
      std::copy_n(d + at, units, all.before + from);
      if (all.mask != nullptr && all.mask[place] == 0) {
        std::fill_n(rd + at, units, 0.0f);
        continue;
      }
      std::copy_n(all.y + from, units, y + at);
      if (cell != Cell::kSimple) Spread(layout, all.gates + from * layout.gates, gates + row * wide);
      if (cell == Cell::kLstm) {
        std::copy_n(all.cells + from, units, c + at);
        earlier(all.cells, all.c0, cBefore + at);
      }
      GoBack<cell>(layout, rowOf(row));
    }
    size_t depth = wide;
    if constexpr (cell == Cell::kGru) {
      depth = 2 * padded;
      AddProduct(dz + depth, wide, all.kernel + depth * padded, padded, drd, padded, padded, padded);
      for (size_t row = 0; row < rows; row++) {
        const size_t place = (first + row) * layout.steps + step;
        std::copy_n(rd + row * padded, units, all.more + place * units);
        if (all.mask != nullptr && all.mask[place] == 0) continue;
        ResetBack(layout, drd + row * padded, rowOf(row));
      }
    }
    AddProduct(dz, wide, all.kernel, padded, dd, padded, depth, padded);
    for (size_t row = 0; row < rows; row++) {
      const size_t place = (first + row) * layout.steps + step, at = row * padded;
      Gather(layout, dz + row * wide, all.dx + place * layout.gates * units);
      // A step that was skipped hands its state on as it is.
      if (all.mask != nullptr && all.mask[place] == 0) continue;
      for (size_t unit = 0; unit < units; unit++) {
        const float share = all.dropout == nullptr ? 1 : all.dropout[(first + row) * units + unit];
        dh[at + unit] = dd[at + unit] * share;
      }
    }
  }
  for (size_t row = 0; row < rows; row++) {
    std::copy_n(dh + row * padded, units, all.dh0 + (first + row) * units);
    if (cell != Cell::kLstm) continue;
    std::copy_n(dc + row * padded, units, all.more + (first + row) * units);
  }
}

TARGET_CLONES void BackSimple(const Layout& layout, const Backward& all, size_t first) {
  TakeStepsBack<Cell::kSimple>(layout, all, first);
}

TARGET_CLONES void BackGru(const Layout& layout, const Backward& all, size_t first) {
  TakeStepsBack<Cell::kGru>(layout, all, first);
}

TARGET_CLONES void BackLstm(const Layout& layout, const Backward& all, size_t first) {
  TakeStepsBack<Cell::kLstm>(layout, all, first);
}

/** A matrix with its rows and columns in blocks of `units`, each filled up with zeros. */
std::vector<float> Filled(const Tensor& matrix, size_t units, size_t padded) {
  const size_t rows = TF_Dim(matrix.get(), 0), columns = TF_Dim(matrix.get(), 1);
  const size_t wide = columns / units * padded;
  // Rows are a depth: whole blocks if there are several.
  const size_t tall = rows == units ? rows : rows / units * padded;
  std::vector<float> filled(std::max(tall, padded) * wide);
  for (size_t row = 0; row < rows; row++) {
    const size_t to = row / units * padded + row % units;
    for (size_t block = 0; block * units < columns; block++) {
      const float* from = DataOf(matrix) + row * columns + block * units;
      std::copy_n(from, units, &filled[to * wide + block * padded]);
    }
  }
  return filled;
}

/** Checks that there are as many numbers as expected, or that the tensor is missing. */
const float* NumbersOf(const Tensor& tensor, size_t count) {
  if (tensor != nullptr && CountOf(tensor) != count) Fail("a sequence of another size");
  return DataOrNull(tensor);
}

struct Cells {
  Cell cell;
  Layout layout;
};

/** Cell and activations are the numbers of an argument. */
Cells LayoutOf(const Call& call, size_t at, const Tensor& steps, size_t units) {
  const auto [kinds, count] = call.Ints(at);
  if (count != 3 || units == 0) Fail("no cell");
  const Cell cell = Cell(kinds[0]);
  const size_t batch = TF_Dim(steps.get(), 0), length = TF_Dim(steps.get(), 1);
  return {cell,
          {batch, length, units, GatesOf(cell), Activation(kinds[1]), Activation(kinds[2])}};
}

std::vector<Tensor> TensorsOf(const Call& call) {
  const auto [ids, count] = call.Ints(0);
  std::vector<Tensor> tensors;
  for (size_t at = 0; at < count; at++) {
    tensors.push_back(ids[at] < 0 ? nullptr : call.Floats(ids[at]));
  }
  return tensors;
}

template <typename Function>
void InParts(const Layout& layout, const Function& function) {
  const size_t work = layout.batch * layout.steps * layout.units * layout.units * layout.gates;
  ParallelFor((layout.batch + kTogether - 1) / kTogether,
              [&](size_t part) { function(part * kTogether); }, work > size_t{1} << 16);
}

}  // namespace

int32_t Recurrence(const Call& call) {
  enum { kX, kKernel, kH0, kC0, kMask, kDropout, kCount };
  const std::vector<Tensor> tensors = TensorsOf(call);
  if (tensors.size() != kCount) Fail("another count of tensors");
  const size_t units = TF_Dim(tensors[kKernel].get(), 0);
  const auto [cell, layout] = LayoutOf(call, 1, tensors[kX], units);
  const size_t places = layout.batch * layout.steps, states = layout.batch * units;
  const std::vector<int64_t> shape = {int64_t(layout.batch), int64_t(layout.steps),
                                      int64_t(units)};
  NumbersOf(tensors[kKernel], units * units * layout.gates);
  const std::vector<float> kernel = Filled(tensors[kKernel], units, layout.Padded());
  const Tensor y = Allocate(TF_FLOAT, shape);
  const bool gated = cell != Cell::kSimple, celled = cell == Cell::kLstm;
  const Tensor gates = gated ? Allocate(TF_FLOAT, ShapeOf(tensors[kX])) : nullptr;
  const Tensor cells = celled ? Allocate(TF_FLOAT, shape) : nullptr;
  const Forward all = {NumbersOf(tensors[kX], places * layout.gates * units),
                       NumbersOf(tensors[kH0], states), NumbersOf(tensors[kC0], states),
                       NumbersOf(tensors[kMask], places), NumbersOf(tensors[kDropout], states),
                       kernel.data(), DataOf(y), DataOrNull(gates) ? DataOf(gates) : nullptr,
                       celled ? DataOf(cells) : nullptr};
  const auto take = celled ? TakeLstm : gated ? TakeGru : TakeSimple;
  InParts(layout, [&](size_t first) { take(layout, all, first); });
  if (celled) return call.Add(y, gates, cells);
  return gated ? call.Add(y, gates) : call.Add(y);
}

int32_t RecurrenceGradient(const Call& call) {
  enum { kDy, kDc, kKernel, kY, kGates, kCells, kH0, kC0, kMask, kDropout, kCount };
  const std::vector<Tensor> tensors = TensorsOf(call);
  if (tensors.size() != kCount) Fail("another count of tensors");
  const size_t units = TF_Dim(tensors[kKernel].get(), 1);
  const auto [cell, layout] = LayoutOf(call, 1, tensors[kY], units);
  const size_t places = layout.batch * layout.steps, states = layout.batch * units;
  NumbersOf(tensors[kKernel], units * units * layout.gates);
  std::vector<float> kernel = Filled(tensors[kKernel], units, layout.Padded());
  const int64_t batch = layout.batch, steps = layout.steps, width = units;
  const Tensor dx = Allocate(TF_FLOAT, {batch, steps, int64_t(layout.gates * units)});
  const Tensor before = Allocate(TF_FLOAT, {batch, steps, width});
  const Tensor dh0 = Allocate(TF_FLOAT, {batch, width});
  const bool gated = cell != Cell::kSimple, celled = cell == Cell::kLstm;
  const Tensor more = !gated ? nullptr
                      : celled ? Allocate(TF_FLOAT, {batch, width})
                               : Allocate(TF_FLOAT, {batch, steps, width});
  const Backward all = {NumbersOf(tensors[kDy], places * units), NumbersOf(tensors[kDc], states),
                        NumbersOf(tensors[kY], places * units),
                        NumbersOf(tensors[kGates], places * layout.gates * units),
                        NumbersOf(tensors[kCells], places * units),
                        NumbersOf(tensors[kH0], states), NumbersOf(tensors[kC0], states),
                        NumbersOf(tensors[kMask], places), NumbersOf(tensors[kDropout], states),
                        kernel.data(), DataOf(dx), DataOf(before), DataOf(dh0),
                        gated ? DataOf(more) : nullptr};
  const auto goBack = celled ? BackLstm : gated ? BackGru : BackSimple;
  InParts(layout, [&](size_t first) { goBack(layout, all, first); });
  return gated ? call.Add(dx, before, dh0, more) : call.Add(dx, before, dh0);
}

}  // namespace tolaria
