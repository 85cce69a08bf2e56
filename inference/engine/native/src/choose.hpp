// HashAttention: which keys a decoding row attends to.
#pragma once

#include <mutex>
#include <vector>

#include "correct.hpp"
#include "signatures.hpp"
#include "smallest.hpp"
#include "threads.hpp"

namespace agon {

constexpr int BLOCKS_AHEAD = 16;

// Errors that were really made, over the (head, query) pairs that were looked at.
struct ErrorLog {
    int64_t num_pairs = 0;
    int64_t num_beyond = 0;  // larger than their epsilon
    double sum_of_errors = 0;
    double largest_error = 0;
    int64_t num_keys = 0;  // keys of the rows that were looked at
    int64_t num_read = 0;  // keys that they attended to
};

template <int DIM, int BITS>
class Chooser {
public:
    ErrorLog log;

    void begin(const Step& step, const Shape& shape, const HashMaps* maps) {
        maps_ = maps;
        sparse_.clear();
        if (!maps) return;
        for (int s = 0; s < step.num_spans; s++)
            if (step.spans[s].budget >= 0 && step.spans[s].num_rows == 1) sparse_.push_back(s);
        choices_.resize(size_t(step.num_spans) * maps->num_signers);
        signatures_.resize(size_t(step.num_rows) * shape.num_heads * maps->num_words);
    }

    bool is_sparse(int layer) const { return !sparse_.empty() && !maps_->dense_layers[layer]; }
    const Choice* choices() const { return choices_.data(); }

    void sign_query(const Shape& shape, int layer, int row, int head, const float* vector) {
        if (is_sparse(layer))
            sign(maps_->query, maps_->num_steps, layer, head, shape.num_heads, vector,
                 signature(shape, row, head));
    }

    void choose(const Step& step, const Shape& shape, const Cache& cache, int layer,
                const uint32_t* queries, Pool& pool) {
        auto one = [&](int i, int) {
            const int span = sparse_[i / maps_->num_signers], signer = i % maps_->num_signers;
            choose_one(step, shape, cache, layer, queries, span, signer);
        };
        pool.run(int(sparse_.size()) * maps_->num_signers, one);
    }

    void record(const Span& span, const float* found, const float* exact, int num_heads, int signer_0) {
        std::lock_guard<std::mutex> guard(lock_);
        for (int head = 0; head < num_heads; head++) {
            double difference = 0, size = 0;
            for (int i = head * DIM; i < (head + 1) * DIM; i++) {
                difference += std::pow(double(found[i]) - exact[i], 2);
                size += double(exact[i]) * exact[i];
            }
            const double error = std::sqrt(difference / std::max(size, 1e-30));
            log.num_pairs++;
            log.num_beyond += error > span.epsilon;
            log.sum_of_errors += error;
            log.largest_error = std::max(log.largest_error, error);
        }
        for (int i = 0; i < maps_->num_signers; i++) {
            log.num_keys += span.num_keys;
            log.num_read += choices_[signer_0 + i].num_keys;
        }
    }

private:
    const HashMaps* maps_ = nullptr;
    std::vector<int> sparse_;
    std::vector<Choice> choices_;      // [spans, signers]
    std::vector<uint32_t> signatures_;  // of the queries [rows, heads, words]
    std::mutex lock_;

    uint32_t* signature(const Shape& shape, int row, int head) {
        return signatures_.data() + (size_t(row) * shape.num_heads + head) * maps_->num_words;
    }

    void choose_one(const Step& step, const Shape& shape, const Cache& cache, int layer,
                    const uint32_t* queries, int s, int signer) {
        const Span& span = step.spans[s];
        const int num_sharing = shape.num_heads / maps_->num_signers;
        const int first_head = signer * num_sharing;
        Choice& choice = choices_[size_t(s) * maps_->num_signers + signer];
        const int windows = maps_->sink + maps_->local;
        std::vector<int32_t> kept;
        if (std::max(span.budget, windows) >= span.num_keys) {
            kept.resize(span.num_keys);
            for (int key = 0; key < span.num_keys; key++) kept[key] = key;
        } else {
            kept.resize(std::max(span.budget, windows));
            choose_keys(step, span, cache, layer, signer, signature(shape, span.first_row, first_head),
                        num_sharing, kept);
        }
        choice.bias.clear();
        choice.num_keys = int(kept.size());
        choice.slots.resize(kept.size());
        step.slots_of(span, kept.data(), int(kept.size()), choice.slots.data());
        if (span.epsilon <= 0 || choice.num_keys == span.num_keys) return;
        const int kv_head = first_head / shape.group();
        std::vector<const uint32_t*> some(num_sharing);
        for (int q = 0; q < num_sharing; q++)
            some[q] = queries + (size_t(span.first_row) * shape.num_heads + first_head + q) * (DIM / 2);
        const CachedRows<DIM, BITS> keys(cache, cache.keys, cache.key_scales, layer, kv_head);
        const CachedRows<DIM, BITS> values(cache, cache.values, cache.value_scales, layer, kv_head);
        const uint64_t seed = (uint64_t(span.seed) << 20) ^ (uint64_t(layer) << 10) ^ uint64_t(signer);
        correct<DIM, BITS>(step, span, choice, kept, some.data(), num_sharing, keys, values, seed);
    }

    // kept: the windows at both ends, and between them the best by signature, ascending.
    void choose_keys(const Step& step, const Span& span, const Cache& cache, int layer, int signer,
                     const uint32_t* query, int num_sharing, std::vector<int32_t>& kept) {
        const int most = num_sharing * maps_->num_words * WORD;
        if (most <= UINT8_MAX)
            choose_by<uint8_t>(step, span, cache, layer, signer, query, num_sharing, most, kept);
        else
            choose_by<uint16_t>(step, span, cache, layer, signer, query, num_sharing, most, kept);
    }

    // Distance: what holds distances up to `most`.
    template <class Distance>
    void choose_by(const Step& step, const Span& span, const Cache& cache, int layer, int signer,
                   const uint32_t* query, int num_sharing, int most, std::vector<int32_t>& kept) {
        const int first = maps_->sink, last = span.num_keys - maps_->local;
        const int num_chosen = int(kept.size()) - maps_->sink - maps_->local;
        thread_local std::vector<Distance> kept_between_calls;
        kept_between_calls.resize(span.num_keys + step.block_size);
        Distance* distances = kept_between_calls.data();
        measure_distances(step, span, cache, layer, signer, query, num_sharing, last, distances);
        int32_t* middle = kept.data() + maps_->sink;
        smallest(distances + first, last - first, most, num_chosen, middle);
        for (int i = 0; i < maps_->sink; i++) kept[i] = i;
        for (int i = 0; i < num_chosen; i++) middle[i] += first;
        for (int i = 0; i < maps_->local; i++) middle[num_chosen + i] = last + i;
    }

    // Of the keys before `last`, sixteen at a time; the signatures of a later block are
    // asked for meanwhile, since blocks lie anywhere.
    template <class Distance>
    void measure_distances(const Step& step, const Span& span, const Cache& cache, int layer,
                           int signer, const uint32_t* query, int num_sharing, int last,
                           Distance* distances) const {
        const int num_words = maps_->num_words, size = step.block_size;
        const int32_t* blocks = step.blocks + span.first_block;
        const int num_blocks = (last + size - 1) / size;
        for (int block = 0; block < num_blocks; block++) {
            const int64_t far = int64_t(blocks[std::min(block + BLOCKS_AHEAD, num_blocks - 1)]) * size;
            for (int w = 0; w < num_words; w++)
                for (int i = 0; i < size; i += LANES)
                    _mm_prefetch(reinterpret_cast<const char*>(
                                     signature_plane(cache, *maps_, layer, signer, w) + far + i),
                                 _MM_HINT_T0);
            for (int i = 0; i < size; i += LANES) {
                Ints total = int_zeros();
                for (int w = 0; w < num_words; w++) {
                    const Ints words = load_bytes(signature_plane(cache, *maps_, layer, signer, w) +
                                                  int64_t(blocks[block]) * size + i);
                    for (int q = 0; q < num_sharing; q++)
                        total = int_add(total, population(bits_xor(
                                                   words, int_all(int32_t(query[q * num_words + w])))));
                }
                store_low(distances + block * size + i, total);
            }
        }
    }

    static AGON_INLINE void store_low(uint8_t* to, Ints a) {
        store_low_bytes(reinterpret_cast<int8_t*>(to), a);
    }
    static AGON_INLINE void store_low(uint16_t* to, Ints a) { store_low_words(to, a); }
};

}  // namespace agon
