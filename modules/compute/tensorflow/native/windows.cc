#include "windows.h"

namespace tolaria {

Windows Windows::At(const Call& call, size_t argument) {
  const auto [numbers, count] = call.Ints(argument);
  if (count != 13) Fail("no windows");
  if (*std::min_element(numbers, numbers + 11) < 0) Fail("extents below 0");
  const auto axis = [of = numbers + 1](size_t place) {
    const auto number = [&](size_t which) { return of[2 * which + place]; };
    return Axis{size_t(number(0)), size_t(number(1)), number(2), number(3), number(4), number(5)};
  };
  return {size_t(numbers[0]), axis(0), axis(1)};
}

bool Windows::AreOn(const std::vector<int64_t>& shape) const {
  return shape.size() == 4 && shape == In(shape[3]);
}

std::vector<int64_t> Windows::In(size_t channels) const {
  return {int64_t(batch), int64_t(rows.in), int64_t(columns.in), int64_t(channels)};
}

std::vector<int64_t> Windows::Out(size_t channels) const {
  return {int64_t(batch), int64_t(rows.out), int64_t(columns.out), int64_t(channels)};
}

}  // namespace tolaria
