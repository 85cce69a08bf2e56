// Scratch memory of a step, kept for the next.
#pragma once

#include <cstdlib>
#include <memory>

#include "linear.hpp"

namespace agon {

// Memory that only grows, 64-byte aligned, not initialised.
template <class T>
class Buffer {
public:
    T* at_least(size_t count) {
        if (count > size_) {
            size_ = count;
            data_.reset(static_cast<T*>(std::aligned_alloc(64, (count * sizeof(T) + 63) / 64 * 64)));
        }
        return data_.get();
    }
    T* get() const { return data_.get(); }

private:
    struct Free {
        void operator()(T* p) const { std::free(p); }
    };
    std::unique_ptr<T, Free> data_;
    size_t size_ = 0;
};

class RowsBuffer {
public:
    const Rows& at_least(int num_rows, int num_inputs) {
        rows_.num_inputs = num_inputs;
        rows_.codes = codes_.at_least(size_t(num_rows) * num_inputs);
        const size_t num_groups = size_t(num_rows) * num_inputs / GROUP;
        rows_.scales = scales_.at_least(num_groups);
        rows_.group_sums = group_sums_.at_least(num_groups);
        rows_.sums = sums_.at_least(num_groups);
        return rows_;
    }

private:
    Rows rows_{};
    Buffer<int8_t> codes_;
    Buffer<float> scales_, group_sums_;
    Buffer<int32_t> sums_;
};

}  // namespace agon
