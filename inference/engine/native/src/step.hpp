// What one step computes: the C structures that Python fills in.
#pragma once

#include "cache.hpp"
#include "linear.hpp"

namespace agon {

// One sequence's rows in a step. Its keys lie in num_keys / block_size blocks of the cache.
struct Span {
    int32_t first_row;
    int32_t num_rows;
    int32_t num_keys;     // its own rows included: row i sees num_keys - num_rows + i + 1 keys
    int32_t first_block;  // index into Step::blocks
    int32_t budget;       // keys in all, the windows included; negative: dense
    float epsilon;        // 0: no bound on the error
    float delta;
    uint32_t seed;        // of the residual sample
    int32_t checked;      // 1: the error that is really made is measured as well
};

struct Step {
    int32_t num_rows;
    int32_t num_spans;
    int32_t num_wanted;
    int32_t block_size;
    const int32_t* token_ids;    // [rows]
    const int32_t* positions;    // [rows]
    const Span* spans;           // [spans]
    const int32_t* blocks;       // block tables, one after another
    const int32_t* wanted_rows;  // [wanted]
    float* logits;               // [wanted, vocabulary]

    AGON_INLINE int32_t slot(const Span& span, int key) const {
        return blocks[span.first_block + key / block_size] * block_size + key % block_size;
    }
    // The slots of keys in ascending order; divides for each block, not for each key.
    inline void slots_of(const Span& span, const int32_t* keys, int count, int32_t* to) const {
        for (int i = 0; i < count;) {
            const int number = keys[i] / block_size, end = (number + 1) * block_size;
            const int32_t shift = blocks[span.first_block + number] * block_size - number * block_size;
            for (; i < count && keys[i] < end; i++) to[i] = keys[i] + shift;
        }
    }
    // The slots of `count` keys from `key` on; divides once, not for each key.
    AGON_INLINE void slots(const Span& span, int key, int count, int32_t* to) const {
        int block = span.first_block + key / block_size, place = key % block_size;
        for (int i = 0; i < count; block++, place = 0) {
            const int32_t first = blocks[block] * block_size;
            for (; place < block_size && i < count; place++) to[i++] = first + place;
        }
    }
};

struct Layer {
    Matrix qkv;
    Matrix attention_out;
    Matrix gate_up;  // tiles of gate and up in turn
    Matrix down;
    const float* attention_norm;
    const float* feed_forward_norm;
};

struct Shape {
    int32_t num_layers;
    int32_t num_heads;
    int32_t num_kv_heads;
    int32_t head_dim;
    int32_t hidden_size;
    int32_t feed_forward_size;
    int32_t vocabulary_size;
    int32_t context_length;
    float rms_epsilon;

    int group() const { return num_heads / num_kv_heads; }
    int query_size() const { return num_heads * head_dim; }
};

struct Network {
    Shape shape;
    const Layer* layers;
    Matrix head;
    const float* final_norm;
    const uint16_t* embedding;  // fp16 [vocabulary, hidden]
    const float* cosines;       // [context, head_dim / 2]
    const float* sines;
};

}  // namespace agon
