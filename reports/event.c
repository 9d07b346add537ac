#include "reports/event.h"

#define AS_WORD(id, word) word,
static const char *const verdict_words[] = {RMS_VERDICT_MAP(AS_WORD)};
static const char *const level_words[] = {"must", "should", "record"};

const char *rms_verdict_word(rms_verdict verdict)
{
    return (unsigned)verdict < RMS_VERDICT_COUNT ? verdict_words[verdict] : "?";
}

const char *rms_level_word(rms_level level)
{
    return (unsigned)level < RMS_LEVEL_COUNT ? level_words[level] : "?";
}

#define AS_STATE(id, word, fails) word,
static const char *const state_words[] = {RMS_BASELINE_STATE_MAP(AS_STATE)};

const char *rms_baseline_word(rms_baseline_state state)
{
    return (unsigned)state < RMS_BASELINE_COUNT ? state_words[state] : "?";
}
