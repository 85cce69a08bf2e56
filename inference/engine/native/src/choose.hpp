// HashAttention: which keys a decoding row attends to, chosen by signatures.
#pragma once

#include <vector>

#include "attend.hpp"
#include "threads.hpp"

namespace agon {

// Linear maps to signatures. Weights are [.., bits, dim]; a bit is set where the product is above 0.
struct HashMaps {
    int32_t num_bits;
    int32_t num_dense_layers;
    int32_t sink;
    int32_t local;
    const float* query_weights;  // [layers, heads, bits, dim]
    const float* query_bias;     // [layers, heads, bits]
    const float* key_weights;    // [layers, kv heads, bits, dim]
    const float* key_bias;       // [layers, kv heads, bits]
};

struct ErrorLog {};

inline void sign_key(const HashMaps&, const Cache&, int, int, int64_t, const float*) {}

template <int DIM, int BITS>
class Chooser {
public:
    void begin(const Step& step, const Shape&, const HashMaps*, std::vector<int>& most_keys) {
        most_keys.assign(step.num_spans, 0);
        for (int s = 0; s < step.num_spans; s++) most_keys[s] = step.spans[s].num_keys;
    }
    void sign_query(int, int, int, const float*) {}
    void choose(const Step&, const Shape&, const Cache&, int, const uint32_t*, Pool&) {}
    const Choice* choices(int) const { return nullptr; }
    const ErrorLog& log() const { return log_; }

private:
    ErrorLog log_;
};

}  // namespace agon
